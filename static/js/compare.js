// Looking closer at several pictures at once: one zoom and one place for all of them, by buttons, keys and pointers.
import { Zoom } from "./zoom.js";

const compare = document.getElementById("compare");
const told = document.getElementById("compare-zoom");
const STEP = 10; // percent of a picture's side

const zoom = new Zoom({
  show({ z, x, y }) {
    for (const [name, value] of [["--z", z], ["--x", x], ["--y", y]]) compare.style.setProperty(name, value);
    compare.toggleAttribute("data-zoomed", z > 1);
    told.value = `${Math.round(100 * z)} %`;
    // What is seen larger than it came needs the original.
    if (z > 1) for (const image of compare.querySelectorAll("img")) image.sizes = "400vw";
  },
});

const DO = {
  in: () => zoom.to(zoom.z * 1.5),
  out: () => zoom.to(zoom.z / 1.5),
  fit: () => zoom.to(1),
  left: () => zoom.move(STEP, 0),
  right: () => zoom.move(-STEP, 0),
  up: () => zoom.move(0, STEP),
  down: () => zoom.move(0, -STEP),
};
document.getElementById("compare-keys").addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) DO[button.dataset.do]();
});
// The key of + without Shift; keys.js presses the buttons for the others.
document.addEventListener("keydown", (event) => {
  if (event.key === "=" && !event.ctrlKey && !event.metaKey && document.body.dataset.shortcuts !== "off") DO.in();
});

for (const view of compare.querySelectorAll(".pane-view")) {
  zoom.watch(view);
  // A drag opens no link.
  view.addEventListener("click", (event) => zoom.dragged && event.preventDefault());
}
