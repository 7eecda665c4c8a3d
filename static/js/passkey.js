// Says in words that a passkey was not used; the dialog itself is the browser's.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const note of document.querySelectorAll("[data-passkey-error]")) note.hidden = false;
});
