// The thumbs of the prompt bar: made, arranged, brought, and read from and written into the prompt. The server does the same with
// their fields. It comes when there is something for it to do.
const form = document.getElementById("composer");
const list = document.getElementById("refs");
const picker = document.getElementById("f-picture");
const adding = document.getElementById("add-pop");
const target = document.getElementById("drop");
const home = list.dataset.home;
// Of each role the parameter of its links (image prompts open the prompt) and that of its weight.
const ROLES = { image: ["", "iw"], style: ["sref", "sw"], character: ["cref", "cw"], omni: ["oref", "ow"] };
const DASHES = "(?:--|—)";
const { locked } = references;
const coming = new Set(); // uploads on their way
// What thumbs and complaints are made from.
const blanks = document.createElement("template");
blanks.innerHTML = await (await fetch(list.dataset.blank)).text();
const blank = (id) => blanks.content.getElementById(id).content.cloneNode(true);
let made = list.querySelectorAll(".ref").length;

export const thumbs = () => [...list.querySelectorAll(".ref:not([data-busy])")];
const part = (thumb, name) => thumb.querySelector(`[name=${name}]`);
const path = (thumb) => part(thumb, "ref").value;
const role = (thumb) => part(thumb, "ref_role").value;
const weight = (thumb) => part(thumb, "ref_weight").value.trim();
const changed = () => list.dispatchEvent(new Event("change", { bubbles: true }));

function own(word) {
  const found = word.replace(/^<+|>+$/g, "");
  const rest = found.startsWith(home) ? found.slice(home.length) : "";
  return /^\/[pu]\/[\w-]{43}\.(png|jpg|webp)$/.test(rest) ? rest : "";
}

// Thumbs ------------------------------------------------------------------------------------------------------------------------

function add(given, as = "image", weighs = "") {
  const there = thumbs().find((thumb) => path(thumb) === given && role(thumb) === as);
  if (there) return there;
  const thumb = blank("blank-ref").firstElementChild;
  made += 1;
  for (const name of ["id", "for", "popovertarget"]) {
    for (const element of thumb.querySelectorAll(`[${name}^="ref-0"]`)) {
      element.setAttribute(name, element.getAttribute(name).replace("ref-0", `ref-${made}`));
    }
  }
  thumb.querySelector("img").src = given.replace(/\.\w+$/, "-320.webp");
  part(thumb, "ref").value = part(thumb, "ref_keep").value = thumb.querySelector("[name=ref_drop]").value = given;
  part(thumb, "ref_role").value = as;
  part(thumb, "ref_weight").value = weighs;
  part(thumb, "ref_keep").checked = locked.has(given);
  list.insertBefore(thumb, list.querySelector("[data-busy], .add-ref"));
  tell();
  return thumb;
}

// What stands on the thumbs and what they are called; a role is offered in its versions only.
function tell() {
  const version = form.elements.v.value;
  thumbs().forEach((thumb, at) => {
    const select = part(thumb, "ref_role");
    for (const option of select.options) option.disabled = !option.selected && !option.dataset.versions.split(",").includes(version);
    const { badge, note, usual } = select.selectedOptions[0].dataset;
    const button = thumb.querySelector(".thumb");
    const said = [`${list.dataset.named} ${at + 1}`, select.selectedOptions[0].label];
    if (weight(thumb)) said.push(`${list.dataset.weighs} ${weight(thumb)}`);
    button.setAttribute("aria-label", said.join(", "));
    button.removeAttribute("aria-invalid");
    thumb.querySelector(".w").textContent = badge || `${weight(thumb) || usual}×`;
    thumb.querySelector(".note").textContent = note;
    part(thumb, "ref_weight").placeholder = usual;
    if (part(thumb, "ref_keep").checked) locked.add(path(thumb));
    else locked.delete(path(thumb));
  });
}

function drop(thumb) {
  const next = thumb.nextElementSibling?.querySelector(".thumb") ?? thumb.previousElementSibling?.querySelector(".thumb");
  thumb.remove();
  form.removeAttribute("data-open"); // its popover went with it
  changed();
  (next ?? document.getElementById("prompt")).focus();
}

function move(thumb, step) {
  const all = thumbs();
  const other = all[all.indexOf(thumb) + step];
  if (!other) return;
  // The neighbour moves: what has the focus or is open stays where it is in the document.
  if (step < 0) thumb.after(other);
  else thumb.before(other);
  tell();
  changed();
}

list.addEventListener("click", (event) => {
  const thumb = event.target.closest(".ref");
  const button = event.target.closest("button");
  if (!thumb || !button) return;
  if (button.dataset.move) move(thumb, Number(button.dataset.move));
  if (button.name === "ref_drop") {
    event.preventDefault();
    drop(thumb);
  }
});
list.addEventListener("keydown", (event) => {
  if (!event.target.matches(".thumb")) return;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) move(event.target.closest(".ref"), step);
  else if (event.key === "Delete" || event.key === "Backspace") drop(event.target.closest(".ref"));
  else return;
  event.preventDefault();
});
// One role has one weight: what is said for a thumb holds for its fellows.
list.addEventListener("change", (event) => {
  const thumb = event.target.closest(".ref");
  if (thumb) {
    const fellows = thumbs().filter((other) => other !== thumb && role(other) === role(thumb));
    if (event.target.name === "ref_weight") for (const other of fellows) part(other, "ref_weight").value = weight(thumb);
    if (event.target.name === "ref_role") part(thumb, "ref_weight").value = fellows[0] ? weight(fellows[0]) : "";
  }
  tell();
});
form.addEventListener("change", tell);
document.getElementById("f-v").addEventListener("change", tell);

// The prompt ----------------------------------------------------------------------------------------------------------------------

function last(text, name) {
  const all = [...text.matchAll(new RegExp(`(^|\\s)${DASHES}${name}(?=\\s|$)`, "gi"))];
  return all.length ? all.at(-1).index + all.at(-1)[0].length : 0;
}

export function written(text) {
  let whole = text;
  for (const [name, [links, weighs]] of Object.entries(ROLES)) {
    const mine = thumbs().filter((thumb) => role(thumb) === name);
    if (!mine.length) continue;
    const all = [...new Set(mine.map((thumb) => home + path(thumb)))].join(" ");
    const at = links && last(whole, links);
    if (!links) whole = `${all} ${whole}`.trim();
    else if (!at) whole = `${whole} --${links} ${all}`.trim();
    else if (name !== "omni") whole = `${whole.slice(0, at)} ${all}${whole.slice(at)}`;
    const said = mine.map(weight).find(Boolean);
    if (said && !last(whole, weighs)) whole += ` --${weighs} ${said}`;
  }
  return whole;
}

// Takes the links of ours out of a text into thumbs and returns the rest; a link with a weight of its own stays.
export function taken(text) {
  let rest = text;
  for (const [name, [links, weighs]] of Object.entries(ROLES)) {
    const head = links ? `((?:^|\\s+)${DASHES}${links})` : "(^)";
    const word = links ? `(?!${DASHES})\\S+` : "<*https?://\\S+";
    const match = rest.match(new RegExp(`${head}((?:${links ? "\\s+" : "\\s*"}${word}(?=\\s|$))+)`, "i"));
    const words = match ? match[2].trim().split(/\s+/) : [];
    const mine = words.map(own).filter(Boolean);
    if (!mine.length) continue;
    const others = words.filter((each) => !own(each));
    const left = others.length ? `${match[1]} ${others.join(" ")}` : "";
    rest = rest.slice(0, match.index) + left + rest.slice(match.index + match[0].length);
    const weighed = others.length ? null : rest.match(new RegExp(`(?:^|\\s+)${DASHES}${weighs}\\s+(\\S+)(?=\\s|$)`, "i"));
    if (weighed) rest = rest.replace(weighed[0], "");
    for (const each of mine) part(add(each, name), "ref_weight").value = weighed?.[1] ?? "";
  }
  tell();
  return rest === text ? text : rest.trim();
}

// Bringing ------------------------------------------------------------------------------------------------------------------------

const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

function complain(content) {
  document.getElementById("problems").append(content);
}

function complaint(id, file) {
  const said = blank(id);
  const words = said.querySelector("span");
  words.textContent = words.textContent.replace("#", file.name);
  return said;
}

function send(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.set("picture", file);
    request.open("POST", picker.dataset.url);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(Math.round((95 * event.loaded) / event.total));
    request.onload = () => resolve(request);
    request.onerror = reject;
    request.send(data);
  });
}

async function bring(file) {
  if (file.size > Number(picker.dataset.most)) return complain(complaint("ref-large", file));
  const waiting = document.createElement("li");
  const bar = document.createElement("span");
  const look = new Image();
  const address = URL.createObjectURL(file);
  waiting.className = "ref";
  waiting.dataset.busy = "";
  bar.className = "thumb";
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-label", file.name);
  look.src = address;
  bar.append(look);
  waiting.append(bar);
  list.insertBefore(waiting, list.querySelector(".add-ref"));
  const progress = (percent) => {
    bar.style.setProperty("--p", percent);
    bar.setAttribute("aria-valuenow", percent);
  };
  progress(0);
  try {
    const answer = await send(file, progress);
    const parsed = document.createElement("template");
    parsed.innerHTML = answer.responseText;
    const found = parsed.content.querySelector("[data-add]");
    const said = parsed.content.querySelector("[data-level]");
    if (answer.status === 200 && found) waiting.before(add(found.dataset.add));
    else complain(said ?? complaint("ref-failed", file));
  } catch {
    complain(complaint("ref-failed", file));
  }
  waiting.remove();
  URL.revokeObjectURL(address);
  changed();
}

// Of more files than there is room for the first ones come.
export function bringAll(files) {
  document.getElementById("problems").replaceChildren();
  const room = Number(list.dataset.most) - list.querySelectorAll(".ref").length;
  if (files.length > room) complain(blank("ref-many"));
  for (const file of files.slice(0, Math.max(room, 0))) {
    const done = bring(file).finally(() => coming.delete(done));
    coming.add(done);
  }
}

function bringPicked() {
  bringAll([...picker.files]);
  picker.value = "";
  adding.hidePopover();
}
picker.addEventListener("change", bringPicked);
if (picker.files.length) bringPicked();

const brings = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!brings(event)) return;
  event.preventDefault();
  target.hidden = false;
});
document.addEventListener("dragleave", (event) => !event.relatedTarget && (target.hidden = true));
document.addEventListener("drop", (event) => {
  target.hidden = true;
  if (!brings(event)) return;
  event.preventDefault();
  bringAll([...event.dataTransfer.files]);
});

// Earlier uploads come when they are wanted.
function recent() {
  if (adding.matches(":popover-open")) htmx.ajax("GET", picker.dataset.url, { target: "#recent", swap: "innerHTML" });
}
adding.addEventListener("toggle", recent);
adding.addEventListener("click", (event) => {
  const link = event.target.closest("[data-add]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  add(link.dataset.add);
  changed();
  adding.hidePopover();
});
recent();

// What is still on its way is waited for.
form.addEventListener("htmx:confirm", (event) => {
  if (event.detail.elt !== form || !coming.size) return;
  event.preventDefault();
  Promise.allSettled(coming).then(() => event.detail.issueRequest(true));
});

// Only what is locked stays.
export function clear() {
  for (const thumb of thumbs()) if (!part(thumb, "ref_keep").checked) thumb.remove();
  tell();
}

// All of them go, into the words.
export function dissolve() {
  const remembered = [...locked];
  for (const thumb of thumbs()) thumb.remove();
  for (const each of remembered) locked.add(each);
}

export function blame(parameter) {
  const guilty = thumbs().filter((thumb) => ROLES[role(thumb)].includes(parameter));
  for (const thumb of guilty) thumb.querySelector(".thumb").setAttribute("aria-invalid", "true");
  return guilty[0]?.querySelector(".thumb");
}

tell();
