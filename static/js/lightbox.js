// A picture over the page it was opened from, or as a page of its own: leafing, looking closer, judging and acting, all
// without leaving it. Its address is that of its page, so it can be reloaded and sent; going back closes it.
import { complain } from "./complain.js";
import { Zoom, clamp, within } from "./zoom.js";

const MOVED = ["toasts", "announce", "keys"]; // what has to be reached while a dialog keeps the rest of the page away
const FAR = 60; // pixels that a finger is drawn before it says something
const STEP = 10; // percent of the picture's side
const SELF = "input, textarea, select, [contenteditable]";

const here = document.querySelector("main[data-light]"); // the picture is the page
let dialog = null;
let selector = ""; // of the pictures on the page behind
let opened; // the link by which it was
let title = "";
let stale = false; // the page behind shows what is no longer so
let binned = "";
let busy = false;
let steps = 0; // that were asked for while a picture was on its way
let line = Promise.resolve(); // what was pressed, in its order
let closing = false;
let tapped = 0;
const ahead = new Map();

const root = () => here ?? dialog?.querySelector("[data-light]");
const view = () => root().querySelector(".view");
const image = () => view().querySelector("img");
const part = (id) => root().querySelector(`[id="${id}"]`);
const path = (address) => new URL(address, location.href).pathname;

// Looking closer -----------------------------------------------------------------------------------------------------

// How much larger than whole a picture is at 100 %; one that is smaller than its place is looked at twice as large.
const full = () => Number(image().getAttribute("width")) / image().offsetWidth;
const closer = () => (full() > 1.05 ? full() : 2);

function box() {
  const [at, width, height] = [image().getBoundingClientRect(), image().offsetWidth, image().offsetHeight];
  const [x, y] = [at.left + at.width / 2 - (zoom.x * width) / 100, at.top + at.height / 2 - (zoom.y * height) / 100];
  return { middle: [x, y], width, height };
}

// No further than until its edges meet those of the stage, on phones of the window.
function bounds(z) {
  const { middle, width, height } = box();
  const stage = matchMedia("(width < 60rem)").matches ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight } : view().getBoundingClientRect();
  const range = (low, high, at, size) => {
    const half = (size * z) / 2;
    if (z <= 1 || 2 * half <= high - low) return [0, 0];
    return [high - half - at, low + half - at].map((edge) => (100 * edge) / size);
  };
  return [range(stage.left, stage.right, middle[0], width), range(stage.top, stage.bottom, middle[1], height)];
}

function show({ z, x, y }) {
  const stage = view();
  for (const [name, value] of [["--z", z], ["--x", x], ["--y", y]]) stage.style.setProperty(name, value);
  stage.toggleAttribute("data-zoomed", z > 1);
  stage.toggleAttribute("data-moving", zoom.isMoving);
  part("zoomed").value = `${Math.round((100 * z) / full())} %`;
  if (z > 1) sharpen();
}

// What is looked at closely is the original; it takes the place of a smaller one once it is there.
async function sharpen() {
  const shown = image();
  if (!shown.srcset) return;
  const original = new Image();
  original.src = shown.src;
  await original.decode().catch(() => {});
  shown.removeAttribute("srcset");
}

// A finger drawn over a picture that is whole: to its neighbours, down to close, up to what is known of it.
function swipe(across, down, isOver) {
  const { style, dataset } = view();
  const isSideways = Math.abs(across) > Math.abs(down);
  style.setProperty("--x", isOver || !isSideways ? 0 : (100 * across) / image().offsetWidth);
  style.setProperty("--y", isOver || isSideways || down < 0 ? 0 : (100 * down) / image().offsetHeight);
  if (!isOver) dataset.moving = "";
  else delete dataset.moving;
  if (!isOver || Math.max(Math.abs(across), Math.abs(down)) < FAR) return;
  if (isSideways) leaf(across < 0 ? "next" : "prev");
  else if (down > 0) close();
  else root().querySelector("aside").scrollIntoView({ behavior: "smooth" });
}

const zoom = new Zoom({ show, bounds, swipe, most: () => Math.max(4, 4 * full()) });
const toggle = (at) => zoom.to(zoom.z > 1 ? 1 : closer(), at);

function press(event) {
  if (event.target.closest("a") || zoom.dragged) return;
  const at = within(box(), event.clientX, event.clientY);
  if (zoom.kind !== "touch") return toggle(at);
  const now = event.timeStamp;
  if (now - tapped < 350) toggle(at);
  tapped = now - tapped < 350 ? 0 : now;
}

// Leafing ------------------------------------------------------------------------------------------------------------

const tiles = () => (selector ? [...document.querySelectorAll(selector)] : []);
const tileOf = (address) => tiles().find((link) => link.pathname === path(address));

// The picture as the server tells it, without the frame of a page.
async function asked(address) {
  const url = new URL("light/", new URL(address, location.href));
  url.search = new URL(address, location.href).search;
  return read(await fetch(url));
}

async function read(answer) {
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const found = holder.content.querySelector("[data-light]");
  if (!found) throw new Error(answer.statusText);
  return { found, sheet: holder.content.querySelector("link"), toasts: holder.content.querySelectorAll("#toasts > *") };
}

// What comes next is there before it is wanted.
function prepare(address) {
  if (!address || ahead.has(address)) return;
  const coming = asked(address).then((answer) => {
    document.importNode(answer.found.querySelector(".view img"), true);
    return answer;
  });
  coming.catch(() => ahead.delete(address));
  ahead.set(address, coming);
  for (const known of [...ahead.keys()].slice(0, -6)) ahead.delete(known);
}

// The neighbours are those on the page behind, as far as it has them; else what the server says.
function aim() {
  const all = tiles();
  const at = all.findIndex((link) => link.pathname === path(root().dataset.light));
  for (const [id, beside] of [["prev", all[at - 1]], ["next", all[at + 1]]]) {
    const link = part(id);
    if (at >= 0 && beside) link.href = beside.href;
    link.hidden = !link.hasAttribute("href");
    prepare(link.hidden ? "" : link.href);
  }
  if (at < 0) return;
  all[at].scrollIntoView({ block: "nearest" });
  if (at > all.length - 4) document.querySelector("#more a[hx-get]")?.click();
}

function alive() {
  const stage = view();
  stage.dataset.alive = "";
  [zoom.z, zoom.x, zoom.y] = [1, 0, 0];
  zoom.watch(stage, box);
  stage.addEventListener("click", press);
  show(zoom);
  aim();
}

// Puts another picture, or another state of this one, in the place; who was on a button is on the same one again.
function put(found) {
  const held = document.activeElement?.closest("[data-light]") && document.activeElement.id;
  const [place, scrolled] = [root(), root().querySelector("aside")?.scrollTop];
  const isSame = place.dataset.light === found.dataset.light;
  Object.assign(place.dataset, found.dataset);
  place.replaceChildren(...found.childNodes);
  document.title = place.dataset.title;
  htmx.process(place);
  alive();
  if (isSame) place.querySelector("aside").scrollTop = scrolled;
  const again = held && part(held);
  if (again && !again.hidden) again.focus({ preventScroll: true });
  else dialog?.focus();
}

// Going back leads from any of them to where the first one was opened.
async function go(address, isOther = false) {
  if (busy) return;
  busy = true;
  try {
    const { found, toasts } = await (ahead.get(address) ?? asked(address));
    ahead.delete(address);
    if (!root()) return; // closed meanwhile
    if (isOther) history.replaceState({ light: true }, "", address);
    put(found);
    document.getElementById("toasts").append(...toasts);
    document.getElementById("announce").textContent = `${part("where").textContent}, ${image().alt}`;
  } catch {
    if (root()) location.assign(address);
  } finally {
    busy = false;
  }
  goOn();
}

function goOn() {
  const step = root() ? Math.sign(steps) : 0;
  steps -= step;
  if (step && !leaf(step > 0 ? "next" : "prev")) steps = 0;
}

function leaf(id) {
  if (busy) {
    steps += id === "next" ? 1 : -1;
    return true;
  }
  const link = part(id);
  if (link.hidden) return false;
  go(link.href, true);
  return true;
}

// Opening and closing ------------------------------------------------------------------------------------------------

function move(into) {
  for (const id of MOVED) {
    const one = document.getElementById(id);
    if (one) into.append(one);
  }
}

function cross(from, step) {
  if (!from || !document.startViewTransition || matchMedia("(prefers-reduced-motion: reduce)").matches) return step();
  from.style.viewTransitionName = "hero";
  const change = document.startViewTransition(() => {
    from.style.viewTransitionName = "";
    step();
  });
  for (const end of [change.ready, change.finished]) end.catch(() => {});
  return change.updateCallbackDone;
}

// `isNew`: opened and not gone forward to. The step back is there before anybody can take it.
async function enter(address, isNew = false) {
  const { found, sheet } = await (ahead.get(address) ?? asked(address));
  ahead.delete(address);
  if (![...document.styleSheets].some((one) => one.href === sheet.href)) {
    await new Promise((done) => {
      sheet.onload = sheet.onerror = done;
      document.head.append(sheet);
    });
  }
  dialog = document.createElement("dialog");
  dialog.className = "light";
  dialog.setAttribute("aria-labelledby", "where");
  dialog.tabIndex = -1;
  dialog.append(found);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  title = document.title;
  if (isNew) {
    history.scrollRestoration = "manual";
    history.pushState({ light: true }, "", address);
  }
  document.body.append(dialog);
  document.title = found.dataset.title;
  await cross(tileOf(address)?.querySelector("img"), () => {
    if (!dialog) return; // gone back already
    dialog.showModal();
    dialog.focus();
    move(dialog);
    htmx.process(dialog);
    alive();
  });
}

export async function open(link, links) {
  if (busy || dialog) return;
  busy = true;
  [opened, selector] = [link, links];
  try {
    await enter(link.href, true);
  } catch {
    return location.assign(link.href);
  } finally {
    busy = false;
  }
  goOn();
}

function close() {
  if (here) return part("close").click();
  if (closing) return;
  closing = true;
  history.back();
}

function leave() {
  const address = root().dataset.light;
  const tile = tileOf(address);
  const wall = part("close").href;
  move(document.body);
  dialog.remove();
  dialog = null;
  closing = false;
  document.title = title;
  history.scrollRestoration = "auto";
  ahead.clear();
  if (stale) return location.reload();
  if (!tile) return document.querySelector(".wall") ? lead(wall) : opened?.focus();
  tile.scrollIntoView({ block: "nearest" });
  tile.focus({ preventScroll: true });
}

// Further than the page behind goes, or newer than it is: the page that has the picture, which may be the same one anew.
function lead(wall) {
  const [from, to] = [new URL(location.href), new URL(wall)];
  location.assign(wall);
  if (from.pathname + from.search === to.pathname + to.search) location.reload();
}

// Back from it, or forward to it again.
export function turn(state, links) {
  selector = links;
  if (here) return path(here.dataset.light) !== location.pathname && location.reload();
  if (dialog && !state?.light) leave();
  else if (dialog) go(location.href);
  else if (state?.light) enter(location.href).catch(() => location.reload());
}
if (here) addEventListener("popstate", ({ state }) => turn(state, ""));

// Judging and acting -------------------------------------------------------------------------------------------------

// The parts of an answer go where they belong; what this page does not have is left out.
function spread(text) {
  const holder = document.createElement("template");
  holder.innerHTML = text;
  for (const one of [...holder.content.children]) {
    const [there, how] = [one.id && document.getElementById(one.id), one.getAttribute("hx-swap-oob")];
    if (!there) continue;
    if (how === "delete") there.remove();
    else if (how === "beforeend") there.append(...one.children);
    else there.replaceWith(one);
    htmx.process(how === "beforeend" ? there : document.getElementById(one.id) ?? document.body);
  }
}

// `shown` is the picture that was pressed on; by now another one may be there, or none.
async function judge(data, now, shown) {
  const [verb, before] = [data.get("do"), binned];
  if (verb === "bin" && before === shown) return; // pressed twice
  const answer = await fetch(now, { method: "POST", body: data });
  if (!answer.ok) throw new Error(answer.statusText);
  binned = verb === "bin" ? shown : "";
  stale ||= answer.headers.has("HX-Refresh");
  const isShown = root()?.dataset.light === shown;
  const beside = root() && ["next", "prev"].map((id) => part(id)).find((link) => !link.hidden)?.href;
  spread(await answer.text());
  ahead.clear();
  if (!root()) return stale && location.reload();
  if (verb === "bin" && isShown) return beside ? go(beside, true) : close();
  // What was deleted a moment ago is back.
  return before && !verb ? go(before, true) : go(root().dataset.light);
}

// An action is asked for as without script: what comes back is the picture as it is now, and what is said of it.
async function act(data, address, shown) {
  const { found, toasts } = await read(await fetch(address, { method: "POST", body: data }));
  if (root()?.dataset.light === shown) put(found);
  document.getElementById("toasts").append(...toasts);
  const pulse = document.getElementById("pulse");
  if (pulse) htmx.trigger(pulse, "wake");
}

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!root()?.contains(form) && !(root() && form.closest("#toasts"))) return;
    const now = form.dataset.now ?? form.getAttribute("hx-post");
    if (!now && submitter?.name !== "step") return;
    event.preventDefault();
    event.stopPropagation();
    const [data, address, { light, trouble }] = [new FormData(form, submitter), submitter?.formAction, { ...root().dataset }];
    form.closest(".toast")?.remove();
    root().querySelector(":popover-open")?.hidePopover();
    line = line.then(() => (now ? judge(data, now, light) : act(data, address, light))).catch(() => complain(trouble));
  },
  true,
);

// Pointers and keys --------------------------------------------------------------------------------------------------

const ZOOM = { in: () => zoom.to(zoom.z * 1.5), out: () => zoom.to(zoom.z / 1.5), whole: () => toggle() };

document.addEventListener("click", (event) => {
  if (!root()?.contains(event.target) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const [button, link] = [event.target.closest("[data-zoom]"), event.target.closest("a")];
  if (button) ZOOM[button.dataset.zoom]();
  if (!link || event.defaultPrevented) return;
  const isClose = link.id === "close" && !here;
  if (!isClose && !/\/pictures\/\d+\/$/.test(link.pathname)) return;
  event.preventDefault();
  if (isClose) close();
  else if (link.pathname !== path(root().dataset.light)) go(link.href, true);
});

const KEYS = {
  ArrowLeft: () => (zoom.z > 1 ? pan(STEP, 0) : leaf("prev")),
  ArrowRight: () => (zoom.z > 1 ? pan(-STEP, 0) : leaf("next")),
  ArrowUp: () => zoom.z > 1 && pan(0, STEP),
  ArrowDown: () => zoom.z > 1 && pan(0, -STEP),
  j: () => leaf("next"),
  k: () => leaf("prev"),
  "+": ZOOM.in,
  "=": ZOOM.in,
  "-": ZOOM.out,
  0: () => zoom.to(1),
  " ": () => toggle(),
};

// A picture twice as large is moved half as far, in its own measure.
function pan(across, down) {
  zoom.move(across * clamp(zoom.z / 2, 1, 4), down * clamp(zoom.z / 2, 1, 4));
  return true;
}

// Whatever of it names its key; on a page of its own keys.js does that.
function named(key) {
  const found = !here && root().querySelector(`:is(a, button)[aria-keyshortcuts="${CSS.escape(key.length === 1 ? key.toUpperCase() : key)}"]`);
  if (!found || found.hidden) return false;
  found.click();
  return true;
}

document.addEventListener(
  "keydown",
  (event) => {
    if (!root() || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(SELF)) return;
    if (document.querySelector("dialog[open]:not(.light), :popover-open")) return;
    const { key } = event;
    if (busy && event.repeat) return event.preventDefault();
    if (key === " " && event.target.closest("button, summary")) return;
    if (key.length === 1 && key !== " " && document.body.dataset.shortcuts === "off") return;
    let done;
    if (!here && key === "?") done = document.getElementById("keys")?.togglePopover() ?? true;
    else if (key !== "Escape") done = (KEYS[key] ?? KEYS[key.toLowerCase()] ?? (() => named(key)))() !== false;
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("htmx:afterSettle", () => dialog?.open && aim());
addEventListener("resize", () => root() && zoom.move(0, 0));
if (here) alive();
