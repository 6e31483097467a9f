import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../../static/js/editor/camera.js";
import { FirstPen } from "../../static/js/ui/first_pen.js";
import { Desk } from "./surface.js";

/** @typedef {import("../../static/js/editor/tool.js").Gesture} Gesture */

/** The first pen on a desk whose page has not come, and what it shows: its strokes by their places. */
class Beginning {
  ledge = new EventTarget();
  /** @type {string[]} */
  chosen = [];
  /** @type {Map<Gesture, string[]>} */
  shown = new Map();
  /** On a desk where nobody listens yet. */
  desk = new Desk({ listens: false });
  #draws = true;

  constructor() {
    const camera = new Camera();
    camera.resize(1000, 800);
    camera.goTo({ x: 0, y: 0, zoom: 1 });
    /** @type {Map<Gesture, string[]>} */
    const places = new Map();
    const surface = /** @type {HTMLElement} */ (/** @type {unknown} */ (this.desk.surface));
    const ledge = /** @type {HTMLElement} */ (/** @type {unknown} */ (this.ledge));
    this.pen = new FirstPen(surface, ledge, camera, {
      begin: (point) => {
        if (!this.#draws) return null;
        const at = [`${point.x / 16},${point.y / 16}`];
        const gesture = {
          update: (/** @type {readonly {x: number, y: number}[]} */ points) =>
            at.push(...points.map(({ x, y }) => `${x / 16},${y / 16}`)),
          finish: () => undefined,
          cancel: () => undefined,
          previews: () => [],
        };
        places.set(gesture, at);
        return gesture;
      },
      show: (gesture) => this.shown.set(gesture, places.get(gesture) ?? []),
      drop: (gesture) => this.shown.delete(gesture),
      choose: ({ tool }) => {
        this.chosen.push(tool ?? "");
        this.#draws = tool === "pen";
      },
    });
  }

  get strokes() {
    return [...this.shown.values()].map((places) => places.join(" "));
  }

  /** @param {string} tool */
  press(tool) {
    const button = { dataset: { tool }, click: () => this.desk.log.push(`${tool} is pressed`) };
    const event = new Event("click");
    Object.defineProperty(event, "target", { value: { closest: () => button } });
    this.ledge.dispatchEvent(event);
  }

  handOver() {
    this.pen.handOver((event) => this.desk.input.hear(event));
    return this.desk.news();
  }
}

test("what is drawn before the page is there is shown, and drawn again when it is", () => {
  const beginning = new Beginning();
  const { desk } = beginning;
  desk.send("pointerdown", { x: 10, y: 20 });
  const between = /** @type {[number, number][]} */ ([
    [12, 20],
    [14, 22],
  ]);
  desk.send("pointermove", { x: 14, y: 22, at: 8, between });
  desk.send("pointerup", { x: 20, y: 30, at: 16 });
  desk.send("pointerdown", { x: 50, y: 50, at: 400 });
  desk.send("pointermove", { x: 60, y: 50, at: 408 });
  assert.deepEqual(beginning.strokes, ["10,20 12,20 14,22 20,30", "50,50 60,50"]);
  assert.deepEqual(desk.log, []);
  assert.deepEqual(beginning.handOver(), [
    "pen begins 10,20",
    "moves 12,20 14,22",
    "moves 20,30",
    "finishes",
    "pen begins 50,50",
    "moves 60,50",
  ]);
});

test("a line that is not at its end keeps its pointer, and the first pen hears no more of it", () => {
  const beginning = new Beginning();
  const { desk } = beginning;
  desk.send("pointerdown", { x: 1, y: 1 });
  beginning.handOver();
  desk.send("pointermove", { x: 5, y: 5, at: 8 });
  assert.deepEqual(beginning.strokes, ["1,1"]);
  assert.ok(desk.surface.captured.has(1));
});

test("what the ledge was told is told again in its place, and another tool is not drawn for", () => {
  const beginning = new Beginning();
  const { desk } = beginning;
  desk.send("pointerdown", { x: 1, y: 1 });
  desk.send("pointerup", { x: 1, y: 1 });
  beginning.press("eraser");
  desk.send("pointerdown", { x: 2, y: 2 });
  desk.send("pointerup", { x: 2, y: 2 });
  assert.deepEqual(beginning.strokes, ["1,1"]);
  assert.deepEqual(beginning.chosen, ["eraser"]);
  assert.deepEqual(beginning.handOver(), [
    "pen begins 1,1",
    "finishes",
    "eraser is pressed",
    "pen begins 2,2",
    "finishes",
  ]);
});

test("two fingers are no stroke, nor is a hand beside a pen", () => {
  const beginning = new Beginning();
  const { desk } = beginning;
  desk.send("pointerdown", { id: 1, type: "touch", x: 9, y: 9, primary: true });
  assert.deepEqual(beginning.strokes, ["9,9"]);
  desk.send("pointerdown", { id: 2, type: "touch", x: 90, y: 9, at: 40, primary: false });
  assert.deepEqual(beginning.strokes, []);
  desk.send("pointerup", { id: 1, type: "touch", x: 9, y: 9, at: 60 });
  desk.send("pointerup", { id: 2, type: "touch", x: 90, y: 9, at: 60 });
  desk.send("pointerdown", { id: 3, type: "touch", x: 5, y: 5, at: 900, primary: true });
  desk.send("pointerdown", { id: 9, type: "pen", x: 7, y: 7, at: 950, primary: true });
  desk.send("pointerup", { id: 9, type: "pen", x: 7, y: 7, at: 990 });
  desk.send("pointerdown", { id: 4, type: "touch", x: 6, y: 6, at: 1100, primary: true });
  assert.deepEqual(beginning.strokes, ["7,7"]);
});

test("other buttons and ends of a pen do not draw, and a lost pointer withdraws its stroke", () => {
  const beginning = new Beginning();
  const { desk } = beginning;
  desk.send("pointerdown", { button: 1, buttons: 4 });
  desk.send("pointerdown", { id: 2, type: "pen", buttons: 32 });
  assert.deepEqual(beginning.strokes, []);
  desk.send("pointerdown", { id: 3, x: 3, y: 3 });
  desk.send("pointercancel", { id: 3 });
  assert.deepEqual(beginning.strokes, []);
  assert.equal(beginning.pen.hasDrawn, true);
});
