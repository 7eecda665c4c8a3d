// Goes on at once and tells the server behind: what was pressed stands in a line and is sent in its order, so that undoing,
// which goes through the same line, always meets what came before it.
import { complain } from "./complain.js";

const main = document.querySelector(".triage");
const form = document.getElementById("say");
const deck = document.getElementById("deck");
const figure = document.getElementById("one");
const image = document.getElementById("shown");
const caption = document.getElementById("said");
const announce = document.getElementById("announce");
const counted = document.getElementById("done");
const AHEAD = 3;
const LOW = 6;

let at = 0;
let judged = 0;
let line = Promise.resolve();
let asking = null;
const loaded = new Map();

const cards = () => [...(deck?.children ?? [])];

// One after the other, in the order in which they are wanted: a server makes the large ones when they are asked for, few at a time.
let coming = Promise.resolve();
function load(card) {
  if (!card || loaded.has(card.dataset.pk)) return;
  const picture = new Image();
  loaded.set(card.dataset.pk, picture);
  coming = coming.then(() => {
    picture.src = card.dataset.src;
    return picture.decode();
  }).catch(() => {});
}

function more() {
  const last = cards().at(-1);
  if (asking || !last || cards().length - at > LOW) return;
  // Behind whatever was pressed, so that the list is the one that these presses leave.
  asking = line.then(async () => {
    const address = new URL(main.dataset.deck, location.href);
    address.searchParams.set("after", last.dataset.pk);
    const answer = await fetch(address);
    if (answer.ok) deck.insertAdjacentHTML("beforeend", await answer.text());
    asking = null;
    for (const card of cards().slice(at, at + 1 + AHEAD)) load(card);
    if (figure.hidden && cards()[at]) show();
  });
}

function show() {
  const card = cards()[at];
  figure.hidden = form.hidden = !card;
  document.querySelector(".triage > .empty")?.remove();
  if (!card) {
    main.append(document.getElementById("over").content.cloneNode(true));
    main.querySelector(".empty a").focus();
    return more();
  }
  load(card);
  figure.style.setProperty("--a", card.dataset.ratio);
  figure.style.setProperty("--ph", card.dataset.colour);
  figure.dataset.verdict = card.dataset.verdict;
  image.src = card.dataset.src;
  image.alt = card.dataset.alt;
  caption.textContent = card.textContent;
  document.getElementById("pick").value = card.dataset.pk;
  document.getElementById("next").value = cards()[at + 1]?.dataset.pk ?? "";
  for (const next of cards().slice(at + 1, at + 1 + AHEAD)) load(next);
  for (const known of [...loaded.keys()].slice(0, -20)) loaded.delete(known);
  const address = new URL(location.href);
  address.searchParams.set("at", card.dataset.pk);
  history.replaceState(null, "", address);
  more();
}

function tell() {
  counted.textContent = judged ? (judged === 1 ? counted.dataset.one : counted.dataset.many).replace("#", judged) : "";
}

function send(address, data) {
  const sent = line.then(async () => {
    const answer = await fetch(address, { method: "POST", body: data, keepalive: true });
    if (!answer.ok && answer.status !== 422) throw new Error(answer.statusText);
    return answer.json();
  });
  line = sent.catch((error) => complain(error.message));
  return sent;
}

function say(value) {
  const card = cards()[at];
  if (!card) return;
  const data = new FormData(form);
  data.set("do", value);
  data.set("pick", card.dataset.pk);
  const [verb, argument] = value.split(":");
  if (verb === "keep" || verb === "reject") card.dataset.verdict = verb;
  if (verb === "grade") card.dataset.grade = argument;
  send(main.dataset.say, data).then((answer) => answer.change === undefined && complain(answer.said), () => {});
  if (verb === "tag") {
    document.getElementById("tag").value = "";
    document.getElementById("tag").blur();
    return;
  }
  judged += 1;
  tell();
  step(1);
}

function step(by) {
  const next = at + by;
  if (next < 0 || next > cards().length) return;
  at = next;
  show();
}

async function undo() {
  const data = new FormData(document.getElementById("undo"));
  const answer = await send(main.dataset.undo, data).catch(() => ({}));
  if (!answer.undone) return;
  judged = Math.max(0, judged - 1);
  tell();
  const back = cards().findIndex((card) => card.dataset.pk === String(answer.picture));
  if (back >= 0) {
    at = back;
    cards()[at].dataset.verdict = "";
    show();
  } else if (answer.picture && deck) {
    // From before the page was opened: the list again, from that picture on.
    const address = new URL(main.dataset.deck, location.href);
    address.searchParams.set("after", answer.picture + 1);
    deck.innerHTML = await (await fetch(address)).text();
    at = 0;
    show();
  } else location.reload();
  announce.textContent = document.getElementById("undo").textContent.trim();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  say(event.submitter?.value ?? "tag");
});
document.getElementById("undo").addEventListener("submit", (event) => {
  event.preventDefault();
  undo();
});
document.getElementById("onward")?.addEventListener("click", (event) => {
  event.preventDefault();
  step(1);
});
document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.id === "tag") {
      if (event.key === "Escape") event.target.blur();
      else if (event.key === "Enter") say("tag");
      else return;
    } else if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
    else if (event.key === "t" && document.getElementById("tag")) document.getElementById("tag").focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

if (figure) for (const card of cards().slice(0, 1 + AHEAD)) load(card);
if (figure) more();
