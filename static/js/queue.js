// The list of the queue stands still while somebody is at it: nothing moves under a pointer, a focus or a tick.
document.addEventListener("htmx:beforeRequest", (event) => {
  const line = document.getElementById("line");
  if (event.detail.elt?.id === "pulse" && line?.matches(":hover, :focus-within, :has(:checked)")) event.preventDefault();
});
