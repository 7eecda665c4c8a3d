// Painting the part of a picture that is drawn anew. Every step is an entry of a list, so that each can be undone.
const form = document.getElementById("region");
const view = document.getElementById("view");
const paint = document.getElementById("paint");
const picture = paint.querySelector("img");
const canvas = document.getElementById("mask-canvas");
const tip = paint.querySelector(".tip");
const brushes = document.getElementById("brushes");
const size = document.getElementById("size");
const file = document.getElementById("f-mask");
const share = document.getElementById("share");
const { dataset } = form;
const SIDES = ["left", "top", "width", "height"];
const LONGEST = 2048; // enough for a mask; the site brings it to the size of the picture

const [wide, tall] = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
const scale = Math.min(1, LONGEST / Math.max(wide, tall));
canvas.width = Math.round(wide * scale);
canvas.height = Math.round(tall * scale);
const pen = canvas.getContext("2d", { willReadFrequently: true });
const below = document.createElement("canvas"); // everything but the step that is being made
below.width = canvas.width;
below.height = canvas.height;
const INK = getComputedStyle(canvas).color;

let steps = [];
let undone = [];
let fixed = false; // whether arrows begin another rectangle
const tool = () => brushes.querySelector("[name=tool]:checked").value;
const current = () => (steps.at(-1)?.kind === "rect" && !fixed ? steps.at(-1) : null);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// Drawing ----------------------------------------------------------------------------------------------------------

function draw(step) {
  const { width, height } = canvas;
  pen.save();
  pen.fillStyle = pen.strokeStyle = INK;
  pen.globalCompositeOperation = { eraser: "destination-out", invert: "xor" }[step.kind] ?? "source-over";
  if (step.kind === "clear") pen.clearRect(0, 0, width, height);
  else if (step.kind === "invert") pen.fillRect(0, 0, width, height);
  else if (step.kind === "image") pen.drawImage(step.image, 0, 0, width, height);
  else if (step.kind === "rect") pen.fillRect(step.left * width, step.top * height, step.width * width, step.height * height);
  else {
    pen.lineCap = pen.lineJoin = "round";
    pen.lineWidth = step.kind === "lasso" ? 1 : step.size * Math.min(width, height);
    pen.beginPath();
    for (const [x, y] of step.points) pen.lineTo(x * width, y * height);
    if (step.points.length === 1) pen.lineTo(step.points[0][0] * width, step.points[0][1] * height);
    if (step.kind === "lasso") pen.fill();
    pen.stroke();
  }
  pen.restore();
}

function again() {
  pen.clearRect(0, 0, canvas.width, canvas.height);
  for (const step of steps) draw(step);
  settle();
}

// A step is ended: tell how much is drawn anew, and where the rectangle stands.
const small = document.createElement("canvas");
small.width = small.height = 64;
const eye = small.getContext("2d", { willReadFrequently: true });
function settle() {
  eye.clearRect(0, 0, 64, 64);
  eye.drawImage(canvas, 0, 0, 64, 64);
  const seen = eye.getImageData(0, 0, 64, 64).data.reduce((sum, value, place) => sum + (place % 4 === 3 ? value : 0), 0);
  const percent = (100 * seen) / (64 * 64 * 255);
  share.textContent = percent ? dataset.share.replace("#", percent < 1 ? "< 1" : Math.round(percent)) : "";
  const rectangle = current();
  for (const side of SIDES) form.elements[side].value = rectangle ? +(100 * rectangle[side]).toFixed(1) : "";
  brushes.querySelector("[data-do=undo]").disabled = !steps.length;
  brushes.querySelector("[data-do=redo]").disabled = !undone.length;
  if (percent) tell("area");
}

function take(step) {
  steps.push(step);
  undone = [];
  fixed = false;
}

function tell(where, sentence) {
  const box = document.getElementById(`${where}-errors`);
  box.replaceChildren();
  if (!sentence) return;
  box.append(document.getElementById("wrong").content.cloneNode(true));
  box.querySelector("span").textContent = sentence;
}

// Pointers: one paints, two move and zoom --------------------------------------------------------------------------

const pointers = new Map();
let making = null;
let from = null;
let apart = 0;
let middle = null;

function at(event) {
  const box = canvas.getBoundingClientRect();
  return [clamp((event.clientX - box.left) / box.width, 0, 1), clamp((event.clientY - box.top) / box.height, 0, 1)];
}

canvas.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  canvas.setPointerCapture(event.pointerId);
  pointers.set(event.pointerId, event);
  if (pointers.size > 1) return pinch();
  below.getContext("2d").clearRect(0, 0, below.width, below.height);
  below.getContext("2d").drawImage(canvas, 0, 0);
  from = at(event);
  const kind = tool();
  making = kind === "rect" ? { kind, left: from[0], top: from[1], width: 0, height: 0 } : { kind, size: size.value / 100, points: [from] };
  take(making);
  if (kind !== "rect") draw(making);
});

canvas.addEventListener("pointermove", (event) => {
  follow(event);
  if (pointers.has(event.pointerId)) pointers.set(event.pointerId, event);
  if (pointers.size > 1) return pinch();
  if (!making) return;
  if (making.kind === "rect") {
    const [x, y] = at(event);
    Object.assign(making, { left: Math.min(x, from[0]), top: Math.min(y, from[1]), width: Math.abs(x - from[0]), height: Math.abs(y - from[1]) });
  } else making.points.push(...(event.getCoalescedEvents?.() ?? [event]).map(at));
  if (making.kind === "brush" || making.kind === "eraser") return draw({ ...making, points: making.points.slice(-12) });
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(below, 0, 0);
  draw(making);
});

function release(event) {
  pointers.delete(event.pointerId);
  apart = 0;
  if (!making || pointers.size) return;
  if (making.kind === "rect" && (making.width < 0.002 || making.height < 0.002)) steps.pop();
  making = null;
  again();
}
canvas.addEventListener("pointerup", release);
canvas.addEventListener("pointercancel", release);
canvas.addEventListener("pointerleave", () => (tip.hidden = true));

function follow(event) {
  const round = tool() === "brush" || tool() === "eraser";
  tip.hidden = !round || event.pointerType === "touch";
  const [x, y] = at(event);
  const box = canvas.getBoundingClientRect();
  for (const [name, value] of [["--x", 100 * x], ["--y", 100 * y], ["--d", (size.value / 100) * Math.min(box.width, box.height)]]) {
    tip.style.setProperty(name, value);
  }
}

function pinch() {
  if (making) {
    steps.pop();
    making = null;
    again();
  }
  const [one, two] = [...pointers.values()];
  const now = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
  const centre = [(one.clientX + two.clientX) / 2, (one.clientY + two.clientY) / 2];
  if (apart) {
    view.scrollBy(middle[0] - centre[0], middle[1] - centre[1]);
    zoomTo((zoom * now) / apart, ...centre);
  }
  [apart, middle] = [now, centre];
}

// Zoom -------------------------------------------------------------------------------------------------------------

let zoom = 1;
function zoomTo(wanted, x, y) {
  const before = paint.getBoundingClientRect();
  const room = view.getBoundingClientRect();
  const [cx, cy] = [x ?? room.left + room.width / 2, y ?? room.top + room.height / 2];
  zoom = clamp(wanted, 1, 8);
  paint.style.setProperty("--z", zoom);
  document.getElementById("zoom").textContent = `${Math.round(100 * zoom)} %`;
  const after = paint.getBoundingClientRect();
  const [shareX, shareY] = [(cx - before.left) / before.width, (cy - before.top) / before.height];
  view.scrollBy(after.left + shareX * after.width - cx, after.top + shareY * after.height - cy);
}
view.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoomTo(zoom * 1.002 ** -event.deltaY, event.clientX, event.clientY);
}, { passive: false });

// Buttons and keys -------------------------------------------------------------------------------------------------

const DO = {
  undo: () => steps.length && undone.push(steps.pop()),
  redo: () => undone.length && steps.push(undone.pop()),
  invert: () => take({ kind: "invert" }),
  clear: () => steps.length && take({ kind: "clear" }),
};
function act(word) {
  if (word === "in") zoomTo(zoom * 1.5);
  else if (word === "out") zoomTo(zoom / 1.5);
  else if (word === "fit") zoomTo(1);
  else {
    DO[word]();
    fixed = false;
    again();
  }
}
brushes.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  act(button.dataset.do);
  if (button.disabled) canvas.focus({ preventScroll: true }); // a button that went grey would lose the focus
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.target.closest("textarea, input:not([type=radio], [type=range])")) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  act(key === "y" || event.shiftKey ? "redo" : "undo");
});

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
function move([x, y], far) {
  const rectangle = current();
  if (!rectangle) return take({ kind: "rect", left: 0.3, top: 0.3, width: 0.4, height: 0.4 });
  const by = far ? 0.05 : 0.01;
  rectangle.left = clamp(rectangle.left + x * by, 0, 1 - rectangle.width);
  rectangle.top = clamp(rectangle.top + y * by, 0, 1 - rectangle.height);
}
function grow(by) {
  const rectangle = current();
  if (!rectangle) return (size.value = Number(size.value) + 100 * by);
  for (const [start, length] of [["left", "width"], ["top", "height"]]) {
    const low = clamp(rectangle[start] - by, 0, 1);
    const high = clamp(rectangle[start] + rectangle[length] + by, 0, 1);
    if (high - low >= 0.01) [rectangle[start], rectangle[length]] = [low, high - low];
  }
}
canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (MOVES[event.key]) move(MOVES[event.key], event.shiftKey);
  else if (event.key === "+" || event.key === "=") grow(0.02);
  else if (event.key === "-") grow(-0.02);
  else if (event.key === "Enter") fixed = true;
  else if ((event.key === "Delete" || event.key === "Backspace") && current()) steps.pop();
  else return;
  event.preventDefault();
  event.stopPropagation();
  again();
});

for (const side of SIDES) {
  form.elements[side].addEventListener("change", () => {
    const values = SIDES.map((name) => Number(form.elements[name].value.replace(",", ".").replace("%", "") || NaN) / 100);
    if (values.some(Number.isNaN)) return;
    const [left, top] = [clamp(values[0], 0, 0.99), clamp(values[1], 0, 0.99)];
    const rectangle = { kind: "rect", left, top, width: clamp(values[2], 0.01, 1 - left), height: clamp(values[3], 0.01, 1 - top) };
    if (current()) Object.assign(current(), rectangle);
    else take(rectangle);
    again();
  });
}

// A mask that is there already -------------------------------------------------------------------------------------

function asStep(image) {
  const made = document.createElement("canvas");
  made.width = canvas.width;
  made.height = canvas.height;
  const ink = made.getContext("2d", { willReadFrequently: true });
  ink.fillRect(0, 0, made.width, made.height);
  ink.drawImage(image, 0, 0, made.width, made.height);
  const dots = ink.getImageData(0, 0, made.width, made.height);
  for (let place = 0; place < dots.data.length; place += 4) dots.data[place + 3] = dots.data[place] < 128 ? 0 : 255;
  ink.putImageData(dots, 0, 0);
  ink.globalCompositeOperation = "source-in";
  ink.fillStyle = INK;
  ink.fillRect(0, 0, made.width, made.height);
  return { kind: "image", image: made };
}

if (paint.dataset.mask) {
  const old = new Image();
  old.src = paint.dataset.mask;
  old.decode().then(() => (take(asStep(old)), again()), () => {});
}

file.addEventListener("change", async () => {
  const [given] = file.files;
  if (!given) return;
  tell("mask");
  const image = await createImageBitmap(given).catch(() => null);
  file.value = "";
  if (!image) return tell("mask", dataset.kind.replace("#", given.name));
  if (Math.abs((image.width * tall) / (image.height * wide) - 1) > 0.02) return tell("mask", dataset.shape.replace("#", given.name));
  take({ kind: "clear" });
  take(asStep(image));
  again();
});

// Sending: the mask goes as a file of the form ---------------------------------------------------------------------

function mask() {
  const made = document.createElement("canvas");
  made.width = canvas.width;
  made.height = canvas.height;
  const ink = made.getContext("2d");
  ink.drawImage(canvas, 0, 0);
  ink.globalCompositeOperation = "source-in";
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, made.width, made.height);
  ink.globalCompositeOperation = "destination-over";
  ink.fillStyle = "#000";
  ink.fillRect(0, 0, made.width, made.height);
  return new Promise((done) => made.toBlob(done, "image/png"));
}

let ready = false;
form.addEventListener("submit", async (event) => {
  if (ready) return;
  event.preventDefault();
  if ("busy" in dataset) return;
  const drawn = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  if (!drawn.some((value, place) => place % 4 === 3 && value > 127)) {
    tell("area", dataset.none);
    return canvas.focus();
  }
  dataset.busy = "";
  const whole = new DataTransfer();
  whole.items.add(new File([await mask()], "mask.png", { type: "image/png" }));
  file.files = whole.files;
  ready = true;
  form.requestSubmit();
});
addEventListener("pageshow", () => {
  ready = false;
  delete dataset.busy;
});

settle();
