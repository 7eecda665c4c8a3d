// Switches the theme in place.
export async function change(form, submitter) {
  const theme = submitter.value;
  const body = new FormData(form, submitter);
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  if (answer.type !== "opaqueredirect" && !answer.ok) return form.submit();
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const twin of document.querySelectorAll("form.theme")) {
    const shown = [...twin.querySelectorAll("button")].find((button) => button.checkVisibility());
    if (twin === form) shown?.focus();
  }
}
