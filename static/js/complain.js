// Says among the notices what did not work.
export function complain(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.level = "error";
  toast.setAttribute("role", "alert");
  toast.textContent = text;
  document.getElementById("toasts").append(toast);
}
