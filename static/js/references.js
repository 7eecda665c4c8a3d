// The reference images of the prompt bar, as the rest of it asks for them. What makes and arranges thumbs is another script, which
// comes when there is a first one, or somebody is about to bring it.
const list = document.getElementById("refs");
let thumbs;

async function wake() {
  thumbs ??= await import(list.dataset.script);
  return thumbs;
}

globalThis.references = {
  locked: new Set(),
  written: (text) => thumbs?.written(text) ?? text,
  taken(text) {
    if (thumbs) return thumbs.taken(text);
    // Left again, the box gives away what is not for words.
    if (text.includes(list.dataset.home)) wake().then(() => document.getElementById("prompt").dispatchEvent(new Event("blur")));
    return text;
  },
  clear: () => thumbs?.clear(),
  dissolve: () => thumbs?.dissolve(),
  blame: (parameter) => thumbs?.blame(parameter),
  get count() {
    return thumbs?.thumbs().length ?? 0;
  },
  ready: list.querySelector(".ref") && wake(),
};

document.getElementById("add-pop").addEventListener("toggle", wake);
document.getElementById("f-picture").addEventListener("change", wake);
document.addEventListener("dragenter", wake);
document.addEventListener("paste", async ({ clipboardData }) => {
  const files = [...clipboardData.files].filter((file) => file.type.startsWith("image/"));
  // Office programs put a picture of the words beside them.
  if (files.length && !clipboardData.types.includes("text/plain")) (await wake()).bringAll(files);
});
