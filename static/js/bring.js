// Forms that take pictures: what is chosen, pasted or dropped stands in a tray, in its order, until the form is sent.
const form = document.getElementById("bring");
const tray = document.getElementById("tray");
const input = document.getElementById("files");
const errors = document.getElementById("files-errors");
const drop = document.getElementById("drop");
const boxes = [...form.querySelectorAll("[name=given]")];
const { dataset } = form;
const most = Number(dataset.most);
const single = most === 1;
const symbol = tray.querySelector("label svg")?.cloneNode(true);

const picked = (box) => ({ box, label: box.ariaLabel, src: single ? box.dataset.full : box.nextElementSibling.src });
let chosen = boxes.filter((box) => box.checked).map(picked);

function tell(...sentences) {
  errors.replaceChildren(
    ...sentences.map((sentence) => {
      const line = document.getElementById("wrong").content.cloneNode(true);
      line.querySelector("span").textContent = sentence;
      return line;
    }),
  );
  input.setAttribute("aria-invalid", String(sentences.length > 0));
}

// The tray ---------------------------------------------------------------------------------------------------------

function filled(one) {
  const place = document.createElement("li");
  const picture = new Image();
  picture.src = one.src;
  picture.alt = "";
  const remove = document.getElementById("x").content.firstElementChild.cloneNode(true);
  remove.ariaLabel = dataset.remove.replace("#", one.label);
  remove.addEventListener("click", () => {
    const at = chosen.indexOf(one);
    chosen.splice(at, 1);
    show();
    (tray.querySelectorAll("button")[Math.min(at, chosen.length - 1)] ?? input).focus();
  });
  place.append(picture, remove);
  return place;
}

function free(_, place) {
  const empty = document.createElement("li");
  if (place) return empty;
  const add = document.createElement("label");
  const words = document.createElement("span");
  add.htmlFor = input.id;
  words.textContent = dataset.add;
  if (symbol) add.append(symbol.cloneNode(true));
  add.append(words);
  empty.append(add);
  return empty;
}

function show() {
  tray.replaceChildren(...chosen.map(filled), ...Array.from({ length: most - chosen.length }, free));
  for (const box of boxes) box.checked = chosen.some((one) => one.box === box);
  const files = new DataTransfer();
  let number = 0;
  const order = chosen.map((one) => (one.file ? (files.items.add(one.file), `f${number++}`) : one.box.value));
  input.files = files.files;
  form.elements.order.value = order.join();
  keep();
}

// Of two that are the same one stays; where only one fits, the last one.
function add(more) {
  const room = single ? more.slice(-1) : more;
  if (single && room.length) chosen = [];
  const left = room.splice(most - chosen.length);
  chosen.push(...room);
  show();
  return left;
}

function bring(files) {
  const wrong = [];
  const good = [...files].filter((file) => {
    const kind = input.accept.split(",").includes(file.type);
    const sentence = !kind ? dataset.kind : file.size > Number(dataset.bytes) ? dataset.large : "";
    if (sentence) wrong.push(sentence.replace("#", file.name));
    return !sentence;
  });
  const left = add(good.map((file) => ({ file, label: file.name, src: URL.createObjectURL(file) })));
  if (left.length) wrong.push(dataset.many.replace("#", left.map((one) => one.label).join(", ")));
  tell(...wrong);
}

input.addEventListener("change", () => bring(input.files));
for (const box of boxes) {
  box.addEventListener("change", () => {
    const at = chosen.findIndex((one) => one.box === box);
    tell();
    if (!box.checked) chosen.splice(at, 1);
    else if (at < 0 && add([picked(box)]).length) tell(dataset.many.replace("#", box.ariaLabel));
    show();
  });
}

document.addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  bring(event.clipboardData.files);
});

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  drop.hidden = false;
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.hidden = true;
});
document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  drop.hidden = true;
  bring(event.dataTransfer.files);
});

// A blend that was begun goes on when another picture of the gallery comes to it ------------------------------------

const mixes = dataset.least > 1;
const numbers = () => chosen.filter((one) => one.box?.value.startsWith("p")).map((one) => one.box.value.slice(1));
function keep() {
  if (mixes) sessionStorage.setItem("blend", JSON.stringify(numbers()));
}
function goesOn() {
  const here = new URLSearchParams(location.search).getAll("picture");
  const before = JSON.parse(sessionStorage.getItem("blend") ?? "[]").filter((number) => !numbers().includes(number));
  const wanted = [...before, ...here].slice(-most);
  sessionStorage.removeItem("blend");
  if (!before.length || location.search.includes("again=")) return false;
  location.replace(`?${new URLSearchParams(wanted.map((number) => ["picture", number]))}`);
  return true;
}

// Sending ----------------------------------------------------------------------------------------------------------

form.addEventListener("submit", (event) => {
  const size = chosen.reduce((sum, one) => sum + (one.file?.size ?? 0), 0);
  const wrong = chosen.length < dataset.least ? dataset.few : size > dataset.together ? dataset.heavy : "";
  if (wrong || "busy" in dataset) event.preventDefault();
  if (wrong) {
    tell(wrong);
    input.focus();
    return;
  }
  dataset.busy = "";
  if (mixes) sessionStorage.removeItem("blend");
});
addEventListener("pageshow", () => delete dataset.busy);

if (!(dataset.begins && goesOn())) show();
