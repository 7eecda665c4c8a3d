// Toasts leave by themselves, unless they tell of an error; copy buttons copy.
const box = document.getElementById("toasts");
const LIFE = { plain: 4400, action: 10000 };

function live(toast) {
  if (toast.dataset.level === "error") {
    toast.tabIndex = 0;
    toast.addEventListener("click", () => toast.remove());
    toast.addEventListener("keydown", (event) => event.key === "Escape" && toast.remove());
    return;
  }
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), LIFE[toast.querySelector("a, button") ? "action" : "plain"]));
  const stop = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stop);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
  start();
}

if (box) {
  [...box.children].forEach(live);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) live(node);
    while (box.children.length > 3) box.firstElementChild.remove();
  }).observe(box, { childList: true });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  const parts = ["t", "params"].map((part) => document.getElementById(`${button.dataset.copy}-${part}`)?.dataset.text
    ?? document.getElementById(`${button.dataset.copy}-${part}`)?.textContent);
  await navigator.clipboard.writeText(button.dataset.copyText ?? parts.filter(Boolean).join(" "));
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = button.dataset.copied ?? document.getElementById("copied")?.content.textContent ?? "";
  if (toast.textContent) box?.append(toast);
});
