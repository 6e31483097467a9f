import assert from "node:assert/strict";
import { test } from "node:test";
import { FirstEvents } from "../../static/js/ui/input/first_events.js";
import { Desk } from "./surface.js";

/** Node has no such events. @param {string} field */
function inventedEvent(field) {
  return class extends Event {
    /** @param {string} type @param {any} from */
    constructor(type, from) {
      super(type);
      Object.assign(this, { [field]: from[field] });
    }
  };
}
Object.assign(globalThis, {
  KeyboardEvent: inventedEvent("key"),
  WheelEvent: inventedEvent("deltaY"),
});

/** A page that has not come yet, with somebody at it. */
class Beginning {
  page = new EventTarget();
  ledge = new EventTarget();
  desk = new Desk();
  /** What is done when it is done once more. @type {string[]} */
  log = [];

  constructor() {
    this.events = new FirstEvents(this.page, this.desk.surface, this.ledge);
  }

  /** @param {"keydown" | "keyup"} type @param {string} key */
  key(type, key) {
    this.page.dispatchEvent(new KeyboardEvent(type, { key }));
  }

  /** @param {number} deltaY */
  turn(deltaY) {
    this.page.dispatchEvent(new WheelEvent("wheel", { deltaY }));
  }

  /** @param {string} name */
  press(name) {
    const button = { click: () => this.log.push(`${name} is pressed`) };
    const event = new Event("click");
    Object.defineProperty(event, "target", { value: { closest: () => button } });
    this.ledge.dispatchEvent(event);
  }

  replay() {
    for (const type of ["keydown", "keyup"]) {
      this.page.addEventListener(type, (event) => {
        this.log.push(`${type} ${/** @type {any} */ (event).key}`);
      });
    }
    this.page.addEventListener("wheel", (event) => {
      this.log.push(`wheel ${/** @type {any} */ (event).deltaY}`);
    });
    this.events.replay(({ type, clientX, timeStamp }) => {
      this.log.push(`${type} ${clientX} at ${timeStamp}`);
    });
    return this.log;
  }
}

test("pointers, keys, the wheel and the ledge are heard once more in their order", () => {
  const beginning = new Beginning();
  const { desk } = beginning;
  desk.send("pointerdown", { x: 10, at: 100 });
  desk.send("pointermove", { x: 14, at: 108 });
  desk.send("pointerup", { x: 20, at: 116 });
  beginning.press("eraser");
  beginning.key("keydown", "p");
  beginning.key("keyup", "p");
  beginning.turn(40);
  desk.send("pointerdown", { x: 50, at: 400 });
  assert.equal(beginning.events.hasPointerDown, true);
  assert.deepEqual(beginning.replay(), [
    "pointerdown 10 at 100",
    "pointermove 14 at 108",
    "pointerup 20 at 116",
    "eraser is pressed",
    "keydown p",
    "keyup p",
    "wheel 40",
    "pointerdown 50 at 400",
  ]);
});

test("places between two moves are asked for while the event is new", () => {
  const { desk } = new Beginning();
  let asked = 0;
  const event = new Event("pointermove");
  Object.defineProperty(event, "getCoalescedEvents", {
    value: () => {
      asked += 1;
      return [];
    },
  });
  desk.input.stop();
  desk.surface.dispatchEvent(event);
  assert.equal(asked, 1);
});

test("once everything was done again nothing more is kept", () => {
  const beginning = new Beginning();
  assert.deepEqual(beginning.replay(), []);
  beginning.desk.send("pointerdown", { x: 1 });
  assert.equal(beginning.events.hasPointerDown, false);
});
