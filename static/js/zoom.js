// One zoom and one place for one view or several: dragged with one pointer, pinched with two, turned by the wheel with Ctrl.
// `z` is how much larger than whole; `x` and `y` are how far from the middle, in percent of the box of what is looked at.
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// The box of something that stays as large as it is.
function boxOf(view) {
  const at = view.getBoundingClientRect();
  return { middle: [at.left + at.width / 2, at.top + at.height / 2], width: at.width, height: at.height };
}

// A point of the window within a box.
export const within = ({ middle, width, height }, x, y) => [(100 * (x - middle[0])) / width, (100 * (y - middle[1])) / height];

export class Zoom {
  z = 1;
  x = 0;
  y = 0;
  dragged = false; // whether what is just ending was more than a press
  kind = "mouse"; // of pointer
  #pointers = new Map();
  #apart = 0;
  #from = null;
  #box = null;

  // `show` puts it on the page; `most` is how far it goes; `bounds(z)` how far it can be moved: [across, down], each from
  // and to; `swipe(across, down, isOver)` hears of a finger that is drawn over what is seen whole.
  constructor({ show, most = () => 8, bounds = (z) => [[-50 * (z - 1), 50 * (z - 1)], [-50 * (z - 1), 50 * (z - 1)]], swipe }) {
    Object.assign(this, { show, most, bounds, swipe });
    addEventListener("pointermove", (event) => this.#move(event));
    for (const type of ["pointerup", "pointercancel"]) addEventListener(type, (event) => this.#lift(event));
  }

  get isMoving() {
    return this.#pointers.size > 0;
  }

  // `at` stays where it is: a point in percent from the middle.
  to(wanted, at = [0, 0]) {
    const before = this.z;
    this.z = clamp(wanted, 1, this.most());
    const part = this.z / before;
    [this.x, this.y] = [at[0] - (at[0] - this.x) * part, at[1] - (at[1] - this.y) * part];
    this.move(0, 0);
  }

  move(across, down) {
    const [width, height] = this.bounds(this.z);
    [this.x, this.y] = [clamp(this.x + across, ...width), clamp(this.y + down, ...height)];
    this.show(this);
  }

  // Listens to a view; `box` gives that of what is zoomed, as it is whole.
  watch(view, box = () => boxOf(view)) {
    view.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      if (!this.#pointers.size) [this.dragged, this.#from] = [false, event];
      this.kind = event.pointerType;
      this.#box = box();
      this.#pointers.set(event.pointerId, event);
      this.#apart = this.#between();
    });
    view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.to(this.z * 1.002 ** -event.deltaY, within(box(), event.clientX, event.clientY));
    }, { passive: false });
  }

  // How far two fingers are from one another.
  #between() {
    const [one, two] = [...this.#pointers.values()];
    return two ? Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY) : 0;
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    this.#pointers.set(event.pointerId, event);
    const [across, down] = [event.clientX - before.clientX, event.clientY - before.clientY];
    if (Math.hypot(event.clientX - this.#from.clientX, event.clientY - this.#from.clientY) > 4) this.dragged = true;
    if (this.#pointers.size > 1) {
      const [one, two] = [...this.#pointers.values()];
      const now = this.#between();
      const middle = within(this.#box, (one.clientX + two.clientX) / 2, (one.clientY + two.clientY) / 2);
      this.to((this.z * now) / this.#apart, middle);
      this.#apart = now;
      this.dragged = true;
    } else if (this.z > 1) {
      this.move((100 * across) / this.#box.width, (100 * down) / this.#box.height);
    } else if (this.kind === "touch" && this.dragged) {
      this.swipe?.(event.clientX - this.#from.clientX, event.clientY - this.#from.clientY, false);
    }
  }

  #lift(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    const wasPinched = this.#apart > 0;
    this.#apart = this.#between();
    // The finger that stays goes on from where it is.
    if (this.#pointers.size || wasPinched || this.z > 1 || this.kind !== "touch" || !this.dragged) return this.show(this);
    const [across, down] = event.type === "pointerup" ? [event.clientX - this.#from.clientX, event.clientY - this.#from.clientY] : [0, 0];
    this.swipe?.(across, down, true);
  }
}
