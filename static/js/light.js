// Pictures of walls and strips open over the page. What does it is loaded when somebody is about to open one.
const OPENS = ".wall > li > a, .strip a.open";
const isPage = (link) => /\/pictures\/\d+\/$/.test(link.pathname);
let lightbox;

const load = () => (lightbox ??= import("./lightbox.js"));
const picture = (event) => {
  const link = event.target.closest?.(OPENS);
  return link && isPage(link) ? link : null;
};

for (const name of ["pointerover", "focusin"]) document.addEventListener(name, (event) => picture(event) && load());

// Behind those of the page, which may tick the picture instead.
addEventListener("click", async (event) => {
  const link = picture(event);
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  (await load()).open(link, OPENS);
});

// Forward, to one that was closed by going back.
addEventListener("popstate", async (event) => {
  if (event.state?.light && !lightbox) (await load()).turn(event.state, OPENS);
});
