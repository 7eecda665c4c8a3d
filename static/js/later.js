// Scripts that come when somebody is about to need them: the one that opens pictures over the page, and that of the theme.
const OPENS = ".wall > li > a, .strip a.open";
let lightbox;

const load = () => (lightbox ??= import("./lightbox.js"));
const picture = ({ target }) => {
  const link = target.closest?.(OPENS);
  return link && /\/pictures\/\d+\/$/.test(link.pathname) ? link : null;
};

for (const name of ["pointerover", "focusin"]) addEventListener(name, (event) => picture(event) && load().catch(() => {}));

// Behind those of the page, which may tick the picture instead.
addEventListener("click", (event) => {
  const link = picture(event);
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  load().then(({ open }) => open(link, OPENS), () => location.assign(link.href));
});

// By the browser's buttons: back from one, or forward to it again, also after a reload.
addEventListener("popstate", ({ state }) => {
  if (lightbox || state?.light) load().then(({ turn }) => turn(state, OPENS), () => location.reload());
});

// Without this script the form posts and the page comes back.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!submitter || !form.matches("form.theme")) return;
  event.preventDefault();
  import("./theme.js").then(({ change }) => change(form, submitter), () => form.submit());
});
