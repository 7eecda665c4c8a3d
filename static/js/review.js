// Keys of the pages that people without an account see: whatever names its key is pressed by it, as keys.js does.
document.addEventListener("keydown", (event) => {
  if (document.body.dataset.user) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const part = document.querySelector(`:is(a, button)[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!part) return;
  event.preventDefault();
  part.click();
});
