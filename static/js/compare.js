// Looking closer at several pictures at once: one zoom and one place for all of them, by buttons, keys and pointers.
const compare = document.getElementById("compare");
const zoom = document.getElementById("compare-zoom");
const views = [...compare.querySelectorAll(".pane-view")];
const MOST = 8;
const STEP = 10; // percent of a picture's side
let z = 1;
let [x, y] = [0, 0];

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

function show() {
  const most = 50 * (z - 1); // no further than to the edge
  [x, y] = [clamp(x, -most, most), clamp(y, -most, most)];
  for (const [name, value] of [["--z", z], ["--x", x], ["--y", y]]) compare.style.setProperty(name, value);
  compare.toggleAttribute("data-zoomed", z > 1);
  zoom.value = `${Math.round(100 * z)} %`;
  // What is seen larger than it came needs the original.
  if (z > 1) for (const image of compare.querySelectorAll("img")) image.sizes = "400vw";
}

function zoomTo(wanted) {
  const before = z;
  z = clamp(wanted, 1, MOST);
  [x, y] = [(x * z) / before, (y * z) / before];
  show();
}

function move(across, down) {
  [x, y] = [x + across, y + down];
  show();
}

const DO = {
  in: () => zoomTo(z * 1.5),
  out: () => zoomTo(z / 1.5),
  fit: () => zoomTo(1),
  left: () => move(STEP, 0),
  right: () => move(-STEP, 0),
  up: () => move(0, STEP),
  down: () => move(0, -STEP),
};
document.getElementById("compare-keys").addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) DO[button.dataset.do]();
});
// The key of + without Shift; keys.js presses the buttons for the others.
document.addEventListener("keydown", (event) => {
  if (event.key === "=" && !event.ctrlKey && !event.metaKey && document.body.dataset.shortcuts !== "off") DO.in();
});

// Pointers: one moves, two zoom; a drag opens no link.
const pointers = new Map();
let apart = 0;
let dragged = false;
for (const view of views) {
  view.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, event);
    dragged = false;
  });
  view.addEventListener("click", (event) => dragged && event.preventDefault());
  view.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomTo(z * 1.002 ** -event.deltaY);
  }, { passive: false });
}
addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  pointers.set(event.pointerId, event);
  if (pointers.size > 1) {
    const [one, two] = [...pointers.values()];
    const now = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
    if (apart) zoomTo((z * now) / apart);
    apart = now;
    dragged = true;
  } else if (z > 1) {
    const box = views[0].getBoundingClientRect();
    const [across, down] = [event.clientX - before.clientX, event.clientY - before.clientY];
    if (across || down) dragged = true;
    move((100 * across) / box.width, (100 * down) / box.height);
  }
});
for (const type of ["pointerup", "pointercancel"]) {
  addEventListener(type, (event) => {
    pointers.delete(event.pointerId);
    apart = 0;
  });
}
