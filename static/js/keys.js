// Single keys: move through the jobs and press what stands there. Every key has a button; only buttons are pressed.
const PLACES = { c: "create", g: "gallery", l: "collections", e: "explore", u: "usage", t: "team" };
const SELF = "input, textarea, select, [contenteditable]";
let prefix = "";
let timer;

const jobs = () => [...document.querySelectorAll(".job")];

function current() {
  const focused = document.activeElement.closest(".job");
  const dock = document.getElementById("dock")?.getBoundingClientRect();
  const top = dock && dock.top < 40 ? dock.bottom : 0;
  return focused ?? jobs().find((job) => job.getBoundingClientRect().bottom > top + 80);
}

function move(step) {
  const all = jobs();
  const focused = document.activeElement.closest(".job");
  const next = focused ? all[all.indexOf(focused) + step] : step > 0 ? current() : undefined;
  if (!next) return false;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(part) {
  const job = current();
  const button = job && document.getElementById(`${job.id}-${part}`);
  if (!button) return false;
  button.click();
  return true;
}

function copy() {
  const button = current()?.querySelector("[data-copy]");
  button?.click();
  return Boolean(button);
}

// Whatever names its key is pressed by it.
function named(key) {
  const part = document.querySelector(`:is(a, button)[aria-keyshortcuts="${CSS.escape(key)}"]`);
  part?.click();
  return Boolean(part);
}

function go(letter) {
  const word = PLACES[letter];
  const link = word && document.querySelector(`.rail a.to[href*="/${word}/"]`);
  if (!link) return false;
  link.click();
  return true;
}

function write() {
  const field = document.querySelector("#prompt, [type=search]");
  field?.focus();
  return Boolean(field);
}

function second(key) {
  const first = prefix;
  prefix = "";
  clearTimeout(timer);
  if (first === "g") return go(key);
  return /^[1-4]$/.test(key) && press(first + key);
}

function first(event) {
  const { key } = event;
  if (key === "u" || key === "v" || key === "g") {
    prefix = key;
    timer = setTimeout(() => (prefix = ""), 1500);
    return true;
  }
  switch (key) {
    case "/":
    case "p":
      return write();
    case "?":
      document.getElementById("keys")?.togglePopover();
      return true;
    case "j":
      return move(1);
    case "k":
      return move(-1);
    case "r":
      return press("r") || press("retry");
    case "R":
      return press("remix") || press("edit");
    case "y":
      return copy();
  }
  return false;
}

document.getElementById("show-keys")?.addEventListener("click", () => {
  document.getElementById("view").hidePopover();
  document.getElementById("keys").showPopover();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(SELF)) return;
  if (document.querySelector("dialog[open]") || (event.key === "Escape" && document.querySelector(":popover-open"))) return;
  if (event.key === "Enter" && event.target.matches(".job")) return event.target.querySelector("h3 a").click();
  if (event.target.closest(".feed") && (event.key === "PageDown" || event.key === "PageUp")) {
    if (move(event.key === "PageDown" ? 1 : -1)) event.preventDefault();
    return;
  }
  const one = event.key.length === 1;
  if (one && document.body.dataset.shortcuts === "off") return;
  const key = one ? event.key.toUpperCase() : event.key;
  if (prefix ? second(event.key.toLowerCase()) : (one && first(event)) || named(key)) event.preventDefault();
});
