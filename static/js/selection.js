// Ticking pictures: by a click while some are ticked, with shift from the last one, by a band drawn from a gap, by a long
// press, and by keys. The ticks are checkboxes of the form #picks; without this script they work one by one.
const picks = document.getElementById("picks");
const told = document.getElementById("picked");
const announce = document.getElementById("announce");
const TILE = ".wall > li";
const kept = new Set();
let anchor = null;

const tiles = () => [...document.querySelectorAll(TILE)];
const box = (tile) => tile.querySelector("[name=pick]");
const ticked = () => tiles().filter((tile) => box(tile)?.checked);

function tell() {
  const count = ticked().length;
  kept.clear();
  for (const tile of ticked()) kept.add(box(tile).value);
  const text = (count === 1 ? told.dataset.one : told.dataset.many).replace("#", count);
  if (told.textContent === text) return;
  told.textContent = text;
  if (count) announce.textContent = text;
}

function tick(tile, on = !box(tile).checked) {
  box(tile).checked = on;
  anchor = tile;
  tell();
}

function reach(tile) {
  const all = tiles();
  const from = all.indexOf(anchor ?? tile);
  const to = all.indexOf(tile);
  const on = anchor ? box(anchor)?.checked ?? true : true;
  for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) box(one).checked = on;
  tell();
}

function clear() {
  for (const tile of ticked()) box(tile).checked = false;
  anchor = null;
  tell();
}

document.addEventListener("click", (event) => {
  const tile = event.target.closest(TILE);
  if (!tile || event.target.closest("input")) return;
  const onBox = event.target.closest(".pick");
  if (event.shiftKey && (onBox || ticked().length)) {
    event.preventDefault();
    reach(tile);
  } else if (!onBox && event.target.closest("a") && (ticked().length || event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    tick(tile);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.name !== "pick") return;
  anchor = event.target.closest(TILE);
  tell();
});

picks.addEventListener("reset", () => setTimeout(clear));

// Enter in a field would press the first button of the form, whatever that does.
picks.addEventListener("keydown", (event) => {
  const button = event.key === "Enter" && document.getElementById(event.target.dataset.enter);
  if (!button) return;
  event.preventDefault();
  button.click();
  button.closest("[popover]").hidePopover();
});

// Tiles that come anew keep their tick; ticks of tiles that are gone go with them.
document.addEventListener("htmx:afterSettle", () => {
  for (const tile of tiles()) if (kept.has(box(tile)?.value)) box(tile).checked = true;
  if (anchor && !anchor.isConnected) anchor = document.getElementById(anchor.id);
  tell();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, successful } = event.detail;
  if (event.target.closest("#picks") && successful && requestConfig.verb === "post") document.querySelector(".selbar .pop:popover-open")?.hidePopover();
});

// Keys ---------------------------------------------------------------------------------------------------------------

const current = () => document.activeElement.closest(TILE) ?? document.querySelector(`${TILE}:hover`);
const ACTING = ["f", "d", "Delete", "0", "1", "2", "3", "4", "5"];

function beside(tile, key) {
  const all = tiles();
  const here = all.indexOf(tile);
  if (key === "ArrowLeft") return all[here - 1];
  if (key === "ArrowRight") return all[here + 1];
  const from = tile.getBoundingClientRect();
  const middle = from.left + from.width / 2;
  const down = key === "ArrowDown";
  const rows = (down ? all.slice(here + 1) : all.slice(0, here).reverse()).map((one) => [one, one.getBoundingClientRect()]);
  const row = rows.find(([, at]) => (down ? at.top > from.top + 1 : at.top < from.top - 1))?.[1].top;
  const distance = ([, at]) => Math.abs(at.left + at.width / 2 - middle);
  return rows.filter(([, at]) => Math.abs(at.top - row) < 2).sort((one, other) => distance(one) - distance(other))[0]?.[0];
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.target.closest("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
    if (event.altKey || (event.key === "Escape" && document.querySelector(":popover-open"))) return;
    const tile = current();
    const control = event.ctrlKey || event.metaKey;
    let done = true;
    if (control && event.key === "a" && tiles().length) {
      for (const one of tiles()) box(one).checked = true;
      tell();
    } else if (control) {
      done = false;
    } else if (tile && event.key.toLowerCase() === "x") {
      if (event.shiftKey) reach(tile);
      else tick(tile);
    } else if (event.key.startsWith("Arrow") && document.activeElement.closest(TILE)) {
      const next = beside(tile, event.key);
      if (next && event.shiftKey) reach(next);
      next?.querySelector("a").focus();
      done = Boolean(next);
    } else if (event.key === "Escape" && ticked().length) {
      clear();
    } else if (ACTING.includes(event.key)) {
      // What acts on a selection takes the picture that is looked at, where nothing is ticked.
      if (!ticked().length && tile) tick(tile, true);
      done = !ticked().length;
    } else {
      done = false;
    }
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// A band from an empty gap ---------------------------------------------------------------------------------------------

const wall = document.getElementById("wall");
let band = null;

wall?.addEventListener("pointerdown", (event) => {
  if (event.button || event.pointerType === "touch" || event.target.closest("li, a, button, input, h2")) return;
  const before = new Set(ticked());
  const start = { x: event.pageX, y: event.pageY };
  band = document.createElement("i");
  band.className = "band";
  wall.setPointerCapture(event.pointerId);
  const move = (at) => {
    const [left, right] = [Math.min(start.x, at.pageX), Math.max(start.x, at.pageX)];
    const [top, bottom] = [Math.min(start.y, at.pageY), Math.max(start.y, at.pageY)];
    if (right - left + bottom - top < 8) return;
    if (!band.isConnected) document.body.append(band);
    band.style.setProperty("--x", `${left}px`);
    band.style.setProperty("--y", `${top}px`);
    band.style.setProperty("--w", `${right - left}px`);
    band.style.setProperty("--h", `${bottom - top}px`);
    for (const tile of tiles()) {
      const at = tile.getBoundingClientRect();
      const [x, y] = [at.left + scrollX, at.top + scrollY];
      box(tile).checked = before.has(tile) || (x < right && x + at.width > left && y < bottom && y + at.height > top);
    }
    tell();
  };
  const end = () => {
    band?.remove();
    wall.removeEventListener("pointermove", move);
  };
  wall.addEventListener("pointermove", move);
  wall.addEventListener("pointerup", end, { once: true });
  wall.addEventListener("pointercancel", end, { once: true });
  event.preventDefault();
});

// A long press on touch -------------------------------------------------------------------------------------------------

let press = 0;
document.addEventListener("pointerdown", (event) => {
  const tile = event.pointerType === "touch" && event.target.closest(TILE);
  if (tile) press = setTimeout(() => tick(tile, true), 500);
});
for (const name of ["pointerup", "pointercancel", "pointermove"]) document.addEventListener(name, () => clearTimeout(press));
document.addEventListener("contextmenu", (event) => event.target.closest(TILE) && ticked().length && event.preventDefault());

// The order of a collection: dragged, or by Alt and an arrow -------------------------------------------------------------

const ordered = document.querySelector(".wall[data-order]");

async function place(tile, before) {
  if (before === tile) return;
  ordered.insertBefore(tile, before);
  const data = new FormData(picks);
  data.set("picture", box(tile).value);
  data.set("place", tiles().indexOf(tile));
  const answer = await fetch(ordered.dataset.order, { method: "POST", body: data });
  if (!answer.ok) location.reload();
}

if (ordered) {
  let dragged = null;
  for (const tile of tiles()) tile.draggable = true;
  ordered.addEventListener("dragstart", (event) => (dragged = event.target.closest(TILE)));
  ordered.addEventListener("dragover", (event) => dragged && event.preventDefault());
  ordered.addEventListener("drop", (event) => {
    const over = event.target.closest(TILE);
    if (!dragged || !over) return;
    event.preventDefault();
    const at = over.getBoundingClientRect();
    place(dragged, event.clientX < at.left + at.width / 2 ? over : over.nextElementSibling);
    dragged = null;
  });
  ordered.addEventListener("keydown", (event) => {
    const tile = event.target.closest(TILE);
    if (!tile || !event.altKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const next = event.key === "ArrowLeft" ? tile.previousElementSibling : tile.nextElementSibling?.nextElementSibling ?? null;
    if (event.key === "ArrowLeft" ? next : tile.nextElementSibling) place(tile, next);
    tile.querySelector("a").focus();
  });
}

// The last token goes by Backspace in an empty field --------------------------------------------------------------------

document.getElementById("search")?.addEventListener("keydown", (event) => {
  if (event.key === "Backspace" && !event.target.value) [...document.querySelectorAll(".search .tok")].at(-1)?.click();
});

tell();
