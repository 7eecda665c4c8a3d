// A review: a pin is placed by a press on the picture or by keys, and what others say comes in while nobody is writing.
const held = document.getElementById("held");
const pin = document.getElementById("pin-new");
const words = document.getElementById("pin-at")?.textContent ?? "";
const clamp = (value) => Math.min(1000, Math.max(0, Math.round(value)));
const fields = () => [document.getElementById("pin-x"), document.getElementById("pin-y")];
let at = null;

function place(x, y) {
  at = [clamp(x), clamp(y)];
  pin.hidden = false;
  pin.style.setProperty("--x", at[0]);
  pin.style.setProperty("--y", at[1]);
  let part = 0;
  document.getElementById("pin-at").textContent = words.replaceAll("%", () => `${Math.round(at[part++] / 10)} %`);
  fields().forEach((field, one) => (field.value = at[one]));
}

function lift() {
  at = null;
  pin.hidden = true;
  for (const field of fields()) field.value = "";
}

if (pin) {
  held.classList.add("to-pin");
  held.addEventListener("click", (event) => {
    if (event.target.closest("a, button")) return;
    const box = held.getBoundingClientRect();
    place(((event.clientX - box.left) / box.width) * 1000, ((event.clientY - box.top) / box.height) * 1000);
    document.getElementById("say-text").focus({ preventScroll: true });
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#place-pin")) return;
    place(...(at ?? [500, 500]));
    pin.focus();
  });
  pin.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 50 : 10;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (way) place(at[0] + way[0], at[1] + way[1]);
    else if (event.key === "Enter") document.getElementById("say-text").focus();
    else if (event.key === "Delete" || event.key === "Escape") {
      lift();
      document.getElementById("place-pin").focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // The form that comes back after a comment is empty, and the pin has become one of those on the picture.
  document.addEventListener("htmx:afterSwap", () => fields()[0].value === "" && at && (document.getElementById("say-wrong") ? place(...at) : lift()));
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id !== "pulse") return;
  const isWriting = document.activeElement.closest("#said") && document.activeElement.matches("textarea, button, summary, a");
  if (document.hidden || isWriting) event.preventDefault();
});

// Whatever names its key is pressed by it, as keys.js does for whoever is signed in.
document.addEventListener("keydown", (event) => {
  if (document.body.dataset.user || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const part = document.querySelector(`:is(a, button)[aria-keyshortcuts="${CSS.escape(key)}"]`);
  if (!part) return;
  event.preventDefault();
  part.click();
});
