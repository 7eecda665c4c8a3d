// The keys of one picture's page: whatever names its key in aria-keyshortcuts is pressed by it.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key.length === 1 && document.body.dataset.shortcuts === "off") return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const named = document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
  if (!named) return;
  event.preventDefault();
  named.click();
});

// The neighbours are likely next: have them ready.
for (const neighbour of document.querySelectorAll("a[rel=prev], a[rel=next]")) {
  const link = document.createElement("link");
  link.rel = "prefetch";
  link.href = neighbour.href;
  document.head.append(link);
}
