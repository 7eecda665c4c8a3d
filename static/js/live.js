// Keeps a page with a pulse alive: rests while nobody looks, backs off on trouble, and lets strips develop smoothly.
const banner = document.getElementById("offline");
const announce = document.getElementById("announce");
let failures = 0;
let rest = 0;
let over = false;
let held = null;
let focused = null;

function wake() {
  const pulse = document.getElementById("pulse");
  rest = 0;
  if (pulse && !over) htmx.trigger(pulse, "wake");
}

function show(word) {
  banner.hidden = !word;
  for (const part of banner.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== word;
  document.getElementById("try-now").hidden = word === "back";
}

const isPulse = (event) => event.detail.pathInfo?.requestPath?.includes("/pulse/") || event.detail.elt?.id === "pulse";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPulse(event)) return;
  if (over || document.hidden || !navigator.onLine || Date.now() < rest) return event.preventDefault();
  event.detail.elt.addEventListener("htmx:beforeOnLoad", dropIfReplaced);
});

// The answer to a press that came meanwhile has brought another pulse, and all that this one tells.
function dropIfReplaced(event) {
  if (!event.target.isConnected) event.preventDefault();
}

document.addEventListener("htmx:afterRequest", (event) => {
  const status = event.detail.xhr.status;
  if (status === 403) return signedOut();
  if (!isPulse(event)) return;
  if (status >= 200 && status < 400) {
    if (!banner.hidden) {
      show("back");
      setTimeout(() => !failures && show(""), 1200);
    }
    failures = 0;
    return;
  }
  failures += 1;
  const pause = Math.min(30, 2 ** failures) * 1000 * (0.75 + Math.random() / 2);
  rest = Date.now() + pause;
  setTimeout(wake, pause);
  if (failures > 1) show(navigator.onLine ? "silent" : "offline");
});

function signedOut() {
  over = true;
  const dialog = document.getElementById("signed-out");
  if (!dialog.open) dialog.showModal();
}

addEventListener("offline", () => show("offline"));
addEventListener("online", wake);
document.addEventListener("visibilitychange", () => !document.hidden && wake());
document.getElementById("try-now").addEventListener("click", wake);

// Milestones, several at once in one sentence.
const said = [];
function say(text) {
  if (!text || said.push(text) > 1) return;
  setTimeout(() => {
    const many = document.getElementById("many").content.textContent;
    announce.textContent = said.length > 1 ? many.replace("#", said.length) : said[0];
    said.length = 0;
  }, 1000);
}

function advance(old, next) {
  const job = old.closest(".job");
  for (const name of next.getAttributeNames()) old.setAttribute(name, next.getAttribute(name));
  old.hidden = next.hidden;
  job.style.setProperty("--p", next.getAttribute("aria-valuenow") ?? 0);
  look(job, next.dataset.looks, next.dataset.look);
}

// A new look replaces the old one when it is there and decoded, so that nothing flashes.
function look(job, looks, number) {
  if (!Number(number) || job.dataset.look === number) return;
  job.dataset.look = number;
  job.querySelectorAll(".tile").forEach(async (tile, place) => {
    const fresh = new Image();
    fresh.alt = "";
    fresh.src = `${looks}${place + 1}/${number}.webp`;
    try {
      await fresh.decode();
    } catch {
      return;
    }
    const shown = tile.querySelector("img");
    if (!shown) tile.append(fresh);
    else if (job.dataset.look === number) shown.src = fresh.src;
  });
}

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  held = target.contains(document.activeElement) ? document.activeElement : null;
  if (target.id === "feed") {
    for (const twin of [...fragment.children]) if (document.getElementById(twin.id)) twin.remove();
    document.getElementById("first")?.remove();
  } else if (target.id === "perm") {
    fragment.firstElementChild.open = target.open;
  } else if (target.id === "credits-rail") {
    // What the bar says is left follows the purse.
    const quoter = document.getElementById("quoter");
    if (quoter && target.textContent !== fragment.firstElementChild.textContent) htmx.trigger(quoter, "quote");
  } else if (target.id.endsWith("-bar")) {
    event.detail.shouldSwap = false;
    advance(target, fragment.firstElementChild);
  } else if (target.id.endsWith("-strip")) {
    strip(event, target, fragment.firstElementChild);
  }
});

function strip(event, old, next) {
  const job = old.closest(".job");
  const bar = next.querySelector(".progress");
  if (old.dataset.say !== next.dataset.say) say(next.dataset.say);
  if (bar && job.dataset.state === next.dataset.state) {
    event.detail.shouldSwap = false;
    advance(old.querySelector(".progress"), bar);
    return;
  }
  job.dataset.state = next.dataset.state;
  // A failed job keeps its height: nothing moves under the pointer.
  if (next.matches(".fail")) next.style.setProperty("--keep", `${old.offsetHeight}px`);
  if (bar) job.style.setProperty("--p", bar.getAttribute("aria-valuenow") ?? 0);
}

// Focus goes to the part of the same name; one that left with its state hands it to its job.
document.addEventListener("focusin", (event) => (focused = event.target.closest(".job")));
document.addEventListener("htmx:oobAfterSwap", () => {
  for (const part of held ? [document.getElementById(held.id), focused] : []) {
    if (document.activeElement === document.body) part?.focus({ preventScroll: true });
  }
  held = null;
});
document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll(".feed > .job").forEach((job, place) => job.setAttribute("aria-posinset", place + 1));
});

const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short" });
setInterval(() => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll(".meta time")) {
    const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
    if (minutes > 0 && minutes < 1440) {
      time.textContent = minutes < 60 ? relative.format(-minutes, "minute") : relative.format(-Math.floor(minutes / 60), "hour");
    }
  }
}, 60000);
