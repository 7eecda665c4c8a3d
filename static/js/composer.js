// The prompt bar: parameters become chips, the draft is kept, earlier prompts come back. The server reads everything again.
const form = document.getElementById("composer");
const box = document.getElementById("prompt");
const asText = document.getElementById("as-text");
const ask = () => document.getElementById("ask");
const user = document.body.dataset.user;
const DRAFT = `draft:${user}`;
const ALIAS = { aspect: "ar", stylize: "s", chaos: "c", weird: "w", version: "v", quality: "q" };
const NEUTRAL = { ar: "1:1", s: "100", c: "0", w: "0", q: "", seed: "", no: "", v: form.elements.v.dataset.neutral };
const settings = document.getElementById("set-pop");
const usual = JSON.parse(settings.dataset.usual); // what this person begins with
const ORDER = ["ar", "s", "c", "w", "no", "seed", "q", "raw", "tile", "v"];
const ONE = /(^|\s)(?:--|—)(ar|aspect|s|stylize|c|chaos|w|weird|v|version|niji|seed|q|quality)\s+(\S+)(?=\s|$)/gi;
const SWITCH = /(^|\s)(?:--|—)(raw|tile|relax|fast|turbo)(?=\s|$)/gi;
const LIST = /(^|\s)(?:--|—)(no)\s+((?:(?!\s(?:--|—)\S).)+)/gi;

const field = (name) => form.elements[name];
const isSwitch = (name) => name === "raw" || name === "tile";
const value = (name) => (isSwitch(name) ? (field(name).checked ? "1" : "") : field(name).value);
const neutral = (name) => (isSwitch(name) ? "" : (NEUTRAL[name] ?? ""));
const quote = () => htmx.trigger("#quoter", "quote");

function set(name, wanted) {
  if (name === "ar") return setRatio(wanted);
  if (isSwitch(name)) field(name).checked = Boolean(wanted);
  else field(name).value = wanted;
}

function setRatio(wanted) {
  const list = document.querySelector(".ratios");
  let radio = list.querySelector(`input[value="${wanted}"]`);
  if (!radio) {
    const label = list.lastElementChild.cloneNode(true);
    const [width, height] = wanted.split(":").map(Number);
    label.style.setProperty("--a", width / height);
    label.querySelector("span").textContent = wanted;
    radio = label.querySelector("input");
    radio.value = wanted;
    list.append(label);
  }
  radio.checked = true;
}

// Whether a control can stand for the value; what it cannot stays in the text, where the server judges it.
function fits(name, given) {
  if (name === "ar") return /^[1-9]\d{0,5}:[1-9]\d{0,5}$/.test(given);
  if (name === "seed") return /^\d{1,10}$/.test(given);
  const control = field(name);
  if (control.type === "range") return /^\d+$/.test(given) && Number(given) <= Number(control.max);
  return control.tagName !== "SELECT" || [...control.options].some((option) => option.value === given);
}

function chips() {
  for (const chip of form.querySelectorAll("[data-chip]")) {
    const name = chip.dataset.chip;
    const now = value(name);
    const plain = now === neutral(name);
    chip.classList.toggle("default", now === usual[name] || (name === "v" && plain));
    if (name !== "v" && name !== "ar") chip.hidden = plain;
    if (name === "ar") chip.querySelector("i").style.setProperty("--ar", now.replace(":", "/"));
    if (!isSwitch(name)) chip.querySelector("b").textContent = now;
    chip.removeAttribute("aria-invalid");
  }
  for (const output of settings.querySelectorAll("output")) output.value = document.getElementById(output.htmlFor).value;
}

function written(name) {
  const now = value(name);
  if (now === neutral(name)) return "";
  if (isSwitch(name)) return `--${name}`;
  return name === "v" && now.startsWith("niji") ? `--${now}` : `--${name} ${now}`;
}

const whole = () => references.written([box.value.trim(), ...ORDER.map(written)].filter(Boolean).join(" "));

let lifting = false;
let lifted = "";

function cut(start, end) {
  const caret = box.selectionStart;
  lifting = true;
  if (document.activeElement === box) {
    box.setSelectionRange(start, end);
    document.execCommand("insertText", false, "");
    const back = caret >= end ? caret - (end - start) : Math.min(caret, start);
    box.setSelectionRange(back, back);
  } else {
    box.setRangeText("", start, end);
  }
  lifting = false;
}

function take(match) {
  let name = match[2].toLowerCase();
  let given = (match[3] ?? "1").trim();
  if (["relax", "fast", "turbo"].includes(name)) [name, given] = ["mode", name];
  if (name === "niji") [name, given] = ["v", `niji ${given}`];
  name = ALIAS[name] ?? name;
  if (name !== "mode" && !isSwitch(name) && !fits(name, given)) return "";
  set(name, given);
  return name;
}

// Lifts complete parameters out of the text. While somebody types, complete means followed by a space.
function lift(final) {
  if (asText.getAttribute("aria-pressed") === "true") return;
  if (final) {
    const words = references.taken(box.value);
    if (words !== box.value) box.value = words;
  }
  for (const pattern of [ONE, SWITCH, LIST]) {
    for (let again = true; again; ) {
      again = false;
      for (const match of box.value.matchAll(pattern)) {
        const end = match.index + match[0].length;
        const open = pattern === LIST ? end === box.value.length : end === box.value.length || end >= box.selectionStart;
        if (open && !final) continue;
        const name = take(match);
        if (!name) continue;
        cut(match.index, end);
        lifted = name;
        again = true;
        break;
      }
    }
  }
  chips();
}

const begun = (name) => usual[name] ?? neutral(name);

function load(text, beside = false, from = neutral) {
  if (!beside) references.clear();
  for (const name of ORDER) set(name, from(name));
  box.value = text;
  lift(true);
  box.value = box.value.trim();
  grow();
  quote();
}

// The draft, kept for this person on this machine until it was sent; what is locked outlives that.
function keep(text) {
  localStorage.setItem(DRAFT, JSON.stringify([text, field("mode").value, [...references.locked]]));
}
let saving;
function save() {
  clearTimeout(saving);
  saving = setTimeout(() => {
    const text = whole();
    if (box.value.trim() || references.count) keep(text);
    else localStorage.removeItem(DRAFT);
  }, 250);
}

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

box.addEventListener("input", (event) => {
  if (lifting) return;
  lifted = "";
  if (!box.value) field("remix").value = ""; // what is written from here on comes from no other prompt
  grow();
  if (!event.inputType?.startsWith("history") && !event.isComposing) lift(event.inputType === "insertFromPaste");
  save();
});
// What is pressed must not move away before it is let go.
let held = false;
for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
  document.addEventListener(type, () => (held = type === "pointerdown"), true);
}
box.addEventListener("blur", () => {
  if (held) document.addEventListener("pointerup", () => setTimeout(lift, 0, true), { once: true });
  else lift(true);
});

for (const part of document.querySelectorAll("#dock")) {
  part.addEventListener("change", () => (chips(), save()));
  part.addEventListener("input", (event) => event.target !== box && chips());
}

document.getElementById("f-ar").addEventListener("change", (event) => {
  if (fits("ar", event.target.value.trim())) setRatio(event.target.value.trim());
  event.target.value = "";
});

// Chips: Delete or x takes them away.
document.getElementById("tools").addEventListener("click", (event) => {
  const x = event.target.closest(".x");
  if (x) remove(x.closest(".chip"));
});
document.getElementById("tools").addEventListener("keydown", (event) => {
  const chip = event.target.closest("[data-chip]");
  if (chip && (event.key === "Delete" || event.key === "Backspace")) remove(chip);
});
function remove(chip) {
  set(chip.dataset.chip, neutral(chip.dataset.chip));
  chips();
  save();
  quote();
  box.focus();
}

asText.hidden = document.getElementById("reset").hidden = document.getElementById("ar-free").hidden = false;
asText.addEventListener("click", () => {
  const raw = asText.getAttribute("aria-pressed") !== "true";
  const text = whole();
  asText.setAttribute("aria-pressed", "false");
  if (raw) {
    for (const name of ORDER) set(name, neutral(name));
    references.dissolve();
    box.value = text;
    asText.setAttribute("aria-pressed", "true");
    chips();
    grow();
  } else load(text);
  box.focus();
});
document.getElementById("reset").addEventListener("click", () => {
  for (const name of ORDER) set(name, begun(name));
  chips();
  save();
  quote();
});

settings.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) return;
  for (const name of ORDER) {
    if (name !== "seed" && value(name) !== neutral(name)) usual[name] = value(name);
    else delete usual[name];
  }
  chips();
});

// Keys of the box.
let earlier;
let at = -1;
let kept = "";
async function walk(step) {
  earlier ??= (await (await fetch(box.dataset.history)).json()).prompts;
  if (at < 0) kept = whole();
  at = Math.max(-1, Math.min(earlier.length - 1, at + step));
  field("remix").value = "";
  load(at < 0 ? kept : earlier[at]);
  box.setSelectionRange(0, 0);
}
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(document.getElementById("create"));
  } else if (event.key === "ArrowUp" && (!box.value || at >= 0)) {
    event.preventDefault();
    walk(1);
  } else if (event.key === "ArrowDown" && at >= 0) {
    event.preventDefault();
    walk(-1);
  } else if (event.key === "Escape" && at >= 0) {
    at = -1;
    load(kept);
  } else if (event.key === "Backspace" && lifted && box.selectionStart === box.value.length && /(^|\s)$/.test(box.value)) {
    event.preventDefault();
    const text = written(lifted);
    set(lifted, neutral(lifted));
    lifted = "";
    lifting = true;
    document.execCommand("insertText", false, text);
    lifting = false;
    chips();
  } else if (event.key.length === 1) at = -1;
});

// Sending: the same twice within 400 ms is once.
let pressed = 0;
let sent;
form.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target !== form) return;
  const text = whole();
  if (text === sent && Date.now() - pressed < 400) return event.preventDefault();
  [pressed, sent] = [Date.now(), text];
  form.dataset.busy = "";
});
form.addEventListener("htmx:afterRequest", (event) => {
  if (event.target !== form) return;
  delete form.dataset.busy;
  const status = event.detail.xhr.status;
  if (ask().open) {
    sent = undefined; // the answer is a press of its own
    if (ask().matches(":modal")) return;
    ask().close();
    ask().showModal();
  } else if (status === 200) {
    clearTimeout(saving);
    localStorage.removeItem(DRAFT);
    const before = references.count;
    references.clear();
    if (references.count) keep(references.written(""));
    if (references.count !== before) quote();
    earlier = undefined;
    at = -1;
    box.removeAttribute("aria-invalid");
    if (matchMedia("(pointer: coarse)").matches) return document.activeElement.blur();
    box.focus();
    box.select();
  } else if (status === 422) {
    box.setAttribute("aria-invalid", "true");
    const first = document.querySelector("#problems [data-parameter]")?.dataset.parameter;
    const chip = first && form.querySelector(`[data-chip="${ALIAS[first] ?? first}"]:not([hidden])`);
    (references.blame(first) ?? (chip && value(chip.dataset.chip) !== neutral(chip.dataset.chip) ? chip : box)).focus();
    chip?.setAttribute("aria-invalid", "true"); // after the box was left, which reads its words again
  }
});

form.addEventListener("click", (event) => {
  if (event.target.closest("[formmethod=dialog]")) {
    event.preventDefault();
    ask().close();
  }
});

// A preset or a list of the menu: the server puts it in.
document.addEventListener("click", async (event) => {
  const piece = event.target.closest("[name=insert]");
  if (!piece) return;
  event.preventDefault();
  const answer = await fetch(`${form.action}insert/`, { method: "POST", body: new FormData(form, piece) });
  if (!answer.ok || answer.redirected) return;
  document.getElementById("pieces").hidePopover();
  load(await answer.text());
  save();
  box.focus();
});

document.addEventListener("click", (event) => {
  const starter = event.target.closest("[data-start]");
  if (!starter || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  load(starter.dataset.start, false, begun);
  field("remix").value = "";
  save();
  box.focus();
});

// On phones the bar stays open below its sheets.
const sheets = (event) => event.target.popover && form.toggleAttribute("data-open", event.newState === "open");
document.getElementById("dock").addEventListener("toggle", sheets, true);

// How large the rows are is kept in a cookie, so that the next page comes right at once.
document.getElementById("view").addEventListener("change", (event) => {
  document.getElementById("days").dataset.rows = event.target.value;
  document.cookie = `mjweb_rows=${event.target.value};path=/;max-age=31536000;samesite=lax`;
});

await references.ready;
const came = new URLSearchParams(location.search);
const draft = JSON.parse(localStorage.getItem(DRAFT) ?? "null");
if (ask().open) ask().showModal?.call((ask().close(), ask()));
if (!box.value && draft) {
  field("mode").value = draft[1];
  for (const each of draft[2] ?? []) references.locked.add(each);
  load(draft[0], true); // beside what the address brought
  addEventListener("DOMContentLoaded", () => setTimeout(quote)); // htmx does not hear us before
} else if (box.value) load(whole());
if (came.has("prompt") || came.has("start")) box.focus();
