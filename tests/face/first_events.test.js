import assert from "node:assert/strict";
import { test } from "node:test";
import { FirstEvents } from "../../static/js/ui/input/first_events.js";
import { PointerRig } from "./surface.js";

/** Creates an event class that Node lacks. @param {string} field */
function fakeEvent(field) {
  return class extends Event {
    /** @param {string} type @param {any} from */
    constructor(type, from) {
      super(type);
      Object.assign(this, { [field]: from[field] });
    }
  };
}
Object.assign(globalThis, {
  KeyboardEvent: fakeEvent("key"),
  WheelEvent: fakeEvent("deltaY"),
});

/** A page that receives input before its app has loaded. */
class EarlyPage {
  page = new EventTarget();
  ledge = new EventTarget();
  rig = new PointerRig();
  /** Replayed input. @type {string[]} */
  log = [];

  constructor() {
    this.events = new FirstEvents(this.page, this.rig.surface, this.ledge);
  }

  /** @param {"keydown" | "keyup"} type @param {string} key */
  key(type, key) {
    this.page.dispatchEvent(new KeyboardEvent(type, { key }));
  }

  /** @param {number} deltaY */
  wheel(deltaY) {
    this.page.dispatchEvent(new WheelEvent("wheel", { deltaY }));
  }

  /** @param {string} name */
  click(name) {
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

test("replays pointers, keys, wheel and ledge clicks in order", () => {
  const beginning = new EarlyPage();
  const { rig } = beginning;
  rig.send("pointerdown", { x: 10, at: 100 });
  rig.send("pointermove", { x: 14, at: 108 });
  rig.send("pointerup", { x: 20, at: 116 });
  beginning.click("eraser");
  beginning.key("keydown", "p");
  beginning.key("keyup", "p");
  beginning.wheel(40);
  rig.send("pointerdown", { x: 50, at: 400 });
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

test("reads coalesced events during dispatch", () => {
  const { rig } = new EarlyPage();
  let asked = 0;
  const event = new Event("pointermove");
  Object.defineProperty(event, "getCoalescedEvents", {
    value: () => {
      asked += 1;
      return [];
    },
  });
  rig.input.stop();
  rig.surface.dispatchEvent(event);
  assert.equal(asked, 1);
});

test("records nothing after the replay", () => {
  const beginning = new EarlyPage();
  assert.deepEqual(beginning.replay(), []);
  beginning.rig.send("pointerdown", { x: 1 });
  assert.equal(beginning.events.hasPointerDown, false);
});
