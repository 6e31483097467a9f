import assert from "node:assert/strict";
import { test } from "node:test";
import { PointerRig } from "./surface.js";

test("a line has every measured point and the point of its release", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { x: 10, y: 20 });
  const between = /** @type {[number, number][]} */ ([
    [11, 20],
    [13, 21],
  ]);
  rig.send("pointermove", { x: 13, y: 21, at: 8, between });
  rig.send("pointerup", { x: 15, y: 22, at: 16 });
  const expected = ["pen begins 10,20", "moves 11,20 13,21", "moves 15,22", "finishes"];
  assert.deepEqual(rig.log, expected);
});

test("a click has one point, also at the edge of the screen", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { x: 0, y: 0 });
  rig.send("pointerup", { x: 0, y: 0, at: 50 });
  assert.deepEqual(rig.takeLog(), ["pen begins 0,0", "finishes"]);
});

test("the pointer is captured, so a line continues outside of the window", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { x: 5, y: 5 });
  assert.ok(rig.surface.captured.has(1));
  rig.send("pointerleave");
  rig.send("pointermove", { x: -40, y: -3, at: 8 });
  rig.send("pointerup", { x: -40, y: -3, at: 16 });
  assert.deepEqual(rig.log, ["pen begins 5,5", "moves -40,-3", "finishes"]);
});

test("middle button and held hand move the board, the right button does nothing", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { button: 2 });
  assert.deepEqual(rig.takeLog(), []);
  rig.send("pointerdown", { button: 1 });
  rig.send("pointerup", { button: 1 });
  assert.deepEqual(rig.takeLog(), ["hand begins 0,0", "finishes"]);
  rig.input.holdHand(true);
  assert.equal(rig.surface.style.cursor, "grab");
  rig.send("pointerdown");
  assert.equal(rig.surface.style.cursor, "grabbing");
  rig.send("pointerup");
  rig.input.holdHand(false);
  assert.deepEqual(rig.takeLog(), ["hand begins 0,0", "finishes"]);
  assert.equal(rig.surface.style.cursor, "crosshair");
});

test("the eraser end and the side button of a pen erase", () => {
  for (const buttons of [32, 2]) {
    const rig = new PointerRig();
    rig.send("pointerdown", { type: "pen", buttons, button: buttons === 32 ? 5 : 2 });
    assert.deepEqual(rig.log, ["eraser begins 0,0"]);
  }
});

test("a second finger soon after the first cancels its stroke and pinches", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  rig.send("pointermove", { id: 1, type: "touch", x: 130, y: 100, at: 50 });
  rig.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 90 });
  assert.deepEqual(rig.takeLog(), ["pen begins 100,100", "moves 130,100", "cancels"]);
  for (let y = 104; y <= 160; y += 4) {
    rig.send("pointermove", { id: 1, type: "touch", x: 130, y, at: y });
    rig.send("pointermove", { id: 2, type: "touch", x: 300, y, at: y });
  }
  assert.equal(Math.round(rig.editor.camera.y), -60);
  rig.send("pointerup", { id: 2, type: "touch", x: 300, y: 160, at: 300 });
  // The finger that stays goes on moving the board.
  assert.deepEqual(rig.takeLog(), ["hand begins 130,100"]);
});

test("a second finger that moves finishes the first one's stroke and pinches", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  rig.send("pointermove", { id: 1, type: "touch", x: 180, y: 100, at: 400 });
  rig.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 500 });
  rig.send("pointermove", { id: 2, type: "touch", x: 300, y: 120, at: 516 });
  assert.deepEqual(rig.takeLog(), ["pen begins 100,100", "moves 180,100", "finishes"]);
  rig.send("pointermove", { id: 2, type: "touch", x: 300, y: 160, at: 532 });
  assert.equal(Math.round(rig.editor.camera.y), -20);
});

test("a line continues while a second finger only taps", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  rig.send("pointermove", { id: 1, type: "touch", x: 180, y: 100, at: 400 });
  rig.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 500 });
  rig.send("pointermove", { id: 1, type: "touch", x: 220, y: 100, at: 510 });
  rig.send("pointermove", { id: 2, type: "touch", x: 304, y: 102, at: 520 });
  rig.send("pointerup", { id: 2, type: "touch", x: 304, y: 102, at: 560 });
  rig.send("pointermove", { id: 1, type: "touch", x: 260, y: 100, at: 600 });
  rig.send("pointerup", { id: 1, type: "touch", x: 260, y: 100, at: 620 });
  const drawn = ["pen begins 100,100", "moves 180,100", "moves 220,100", "moves 260,100"];
  assert.deepEqual(rig.takeLog(), [...drawn, "finishes"]);
  assert.deepEqual([rig.editor.camera.x, rig.editor.camera.y], [0, 0]);
});

test("a first finger that has not moved leaves no dot, however late the second comes", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  rig.send("pointermove", { id: 1, type: "touch", x: 104, y: 103, at: 700 });
  rig.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 900 });
  assert.deepEqual(rig.log, ["pen begins 100,100", "moves 104,103", "cancels"]);
});

test("a finger whose release was lost does not block the next", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  rig.send("pointermove", { id: 1, type: "touch", x: 180, y: 100, at: 400 });
  rig.send("pointerdown", { id: 2, type: "touch", x: 50, y: 50, at: 9000, isPrimary: true });
  assert.deepEqual(rig.takeLog(), [
    "pen begins 100,100",
    "moves 180,100",
    "finishes",
    "pen begins 50,50",
  ]);
});

test("the board does not jump when a third finger comes and goes", () => {
  const rig = new PointerRig();
  for (const [id, x] of [
    [1, 100],
    [2, 300],
    [3, 700],
  ]) {
    rig.send("pointerdown", { id, type: "touch", x, y: 100, at: 10 });
  }
  for (const id of [1, 2, 3]) {
    rig.send("pointermove", { id, type: "touch", x: [0, 104, 304, 704][id], y: 100, at: 30 });
  }
  assert.deepEqual([rig.editor.camera.x, rig.editor.camera.zoom], [-4, 1]);
  rig.send("pointerup", { id: 1, type: "touch", x: 104, y: 100, at: 500 });
  rig.send("pointermove", { id: 2, type: "touch", x: 305, y: 100, at: 510 });
  assert.deepEqual([rig.editor.camera.x, rig.editor.camera.zoom], [-4.5, 1]);
});

test("two fingers tap to undo, three to redo, and no dot is left", () => {
  const rig = new PointerRig();
  for (const [fingers, done] of /** @type {[number[], string][]} */ ([
    [[1, 2], "undo"],
    [[1, 2, 3], "redo"],
  ])) {
    for (const id of fingers) {
      rig.send("pointerdown", { id, type: "touch", x: id * 80, at: id * 10 });
    }
    for (const id of fingers) {
      rig.send("pointerup", { id, type: "touch", x: id * 80, at: 100 + id });
    }
    const log = rig.takeLog();
    assert.equal(log.at(-1), done);
    assert.ok(log.includes("cancels"));
    assert.equal(log.filter((line) => line.startsWith("pen")).length, 1);
  }
});

test("after the first pen fingers move the board, until pen mode is off", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 9, type: "pen", x: 1, y: 1 });
  rig.send("pointerup", { id: 9, type: "pen", x: 1, y: 1 });
  assert.equal(rig.penModeChanges, 1);
  rig.takeLog();
  rig.send("pointerdown", { id: 2, type: "touch", x: 50, y: 50, at: 600 });
  rig.send("pointerup", { id: 2, type: "touch", x: 50, y: 50, at: 650 });
  assert.deepEqual(rig.takeLog(), ["hand begins 50,50", "finishes"]);
  rig.input.penMode.leave();
  rig.send("pointerdown", { id: 3, type: "touch", x: 50, y: 50, at: 900 });
  assert.deepEqual(rig.takeLog(), ["pen begins 50,50"]);
  assert.equal(rig.penModeChanges, 2);
});

test("a resting hand leaves the stroke of a pen as it is", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 2, type: "touch", x: 300, y: 300, at: 0 });
  rig.send("pointerdown", { id: 9, type: "pen", x: 100, y: 100, at: 40 });
  assert.deepEqual(rig.takeLog(), ["pen begins 300,300", "cancels", "pen begins 100,100"]);
  rig.send("pointermove", { id: 2, type: "touch", x: 310, y: 300, at: 60 });
  rig.send("pointerdown", { id: 3, type: "touch", x: 350, y: 310, at: 80 });
  rig.send("pointercancel", { id: 2, type: "touch", at: 90 });
  rig.send("pointerup", { id: 3, type: "touch", x: 350, y: 310, at: 95 });
  rig.send("pointermove", { id: 9, type: "pen", x: 110, y: 100, at: 100 });
  rig.send("pointerup", { id: 9, type: "pen", x: 110, y: 100, at: 110, pressure: 0 });
  assert.deepEqual(rig.takeLog(), ["moves 110,100", "finishes"]);
});

test("a hand that rests beside the pen or just after it neither zooms nor undoes", () => {
  const rig = new PointerRig();
  rig.send("pointermove", { id: 9, type: "pen", x: 90, y: 100, at: 0, buttons: 0 });
  const rest = (/** @type {number} */ at) => {
    for (const id of [2, 3]) {
      rig.send("pointerdown", { id, type: "touch", x: 200 + 60 * id, y: 300, at });
    }
    rig.send("pointermove", { id: 3, type: "touch", x: 480, y: 400, at: at + 20 });
    rig.send("pointermove", { id: 3, type: "touch", x: 560, y: 420, at: at + 40 });
    for (const id of [2, 3]) rig.send("pointerup", { id, type: "touch", x: 380, at: at + 60 });
    for (const id of [4, 5]) {
      rig.send("pointerdown", { id, type: "touch", x: 60 * id, y: 300, at: at + 80 });
    }
    for (const id of [4, 5]) rig.send("pointerup", { id, type: "touch", x: 60 * id, at: at + 120 });
  };
  rest(30);
  assert.deepEqual(rig.takeLog(), [], "before the pen is down");
  rig.send("pointerdown", { id: 9, type: "pen", x: 100, y: 100, at: 400 });
  rest(2000);
  rig.send("pointerup", { id: 9, type: "pen", x: 100, y: 100, at: 3000 });
  rest(3100);
  assert.deepEqual(rig.takeLog(), ["pen begins 100,100", "finishes"]);
  const { x, y, zoom } = rig.editor.camera;
  assert.deepEqual([x, y, zoom], [0, 0, 1]);
});

test("a pen reverts what its hand has moved just before", () => {
  const rig = new PointerRig();
  rig.input.penMode.enter();
  for (const id of [2, 3]) {
    rig.send("pointerdown", { id, type: "touch", x: 100 * id, y: 300, at: 0 });
  }
  rig.send("pointermove", { id: 3, type: "touch", x: 400, y: 400, at: 100 });
  rig.send("pointermove", { id: 3, type: "touch", x: 460, y: 420, at: 150 });
  assert.notEqual(rig.editor.camera.zoom, 1);
  rig.send("pointerdown", { id: 9, type: "pen", x: 100, y: 100, at: 300 });
  const { x, y, zoom } = rig.editor.camera;
  assert.deepEqual([x, y, zoom], [0, 0, 1]);
  assert.equal(rig.log.at(-1), "pen begins 100,100");
});

/** Ways to end a stroke without a release. @type {Record<string, (rig: PointerRig, at: number) => void>} */
const INTERRUPTIONS = {
  "a cancelled pointer": (rig, at) => rig.send("pointercancel", { id: 4, type: "pen", at }),
  "a lost capture": (rig, at) => rig.send("lostpointercapture", { id: 4, type: "pen", at }),
  "a lost release": (rig, at) =>
    rig.send("pointermove", { id: 4, type: "pen", x: 300, at, buttons: 0 }),
  "a second press": (rig, at) => {
    rig.send("pointerdown", { id: 4, type: "pen", x: 300, at });
    rig.log.pop();
  },
  "another tool": (rig) => rig.editor.tool.set("eraser"),
  "another page": (rig) => rig.editor.page.set(2),
  "lost rights": (rig) => rig.editor.rights.set({ role: "viewer", draw: false, why: "role" }),
  "the end of the page": (rig) => rig.gestures.interrupt(),
};

for (const [name, interrupt] of Object.entries(INTERRUPTIONS)) {
  test(`${name} finishes a stroke that has moved and cancels one that has not`, () => {
    const drawn = new PointerRig();
    drawn.send("pointerdown", { id: 4, type: "pen" });
    drawn.send("pointermove", { id: 4, type: "pen", x: 40, at: 900 });
    interrupt(drawn, 1000);
    assert.deepEqual(drawn.log, ["pen begins 0,0", "moves 40,0", "finishes"]);
    const still = new PointerRig();
    still.send("pointerdown", { id: 4, type: "pen" });
    still.send("pointermove", { id: 4, type: "pen", x: 1, at: 900 });
    interrupt(still, 1000);
    assert.deepEqual(still.log, ["pen begins 0,0", "moves 1,0", "cancels"]);
  });
}

test("a line continues when its pointer only loses the capture", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 4, type: "pen" });
  rig.surface.captured.clear();
  rig.send("lostpointercapture", { id: 4, type: "pen", buttons: 1 });
  assert.ok(rig.surface.captured.has(4));
  rig.send("pointermove", { id: 4, type: "pen", x: 40, at: 900 });
  rig.send("pointerup", { id: 4, type: "pen", x: 40, at: 920 });
  assert.deepEqual(rig.log, ["pen begins 0,0", "moves 40,0", "finishes"]);
});

test("a stroke that the system cancels at once is discarded", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 4, type: "touch" });
  rig.send("pointermove", { id: 4, type: "touch", x: 40, at: 30 });
  rig.send("pointercancel", { id: 4, type: "touch", at: 60 });
  assert.deepEqual(rig.log, ["pen begins 0,0", "moves 40,0", "cancels"]);
});

test("the key of the current tool does not end its line", () => {
  const rig = new PointerRig();
  rig.send("pointerdown");
  rig.send("pointermove", { x: 40, at: 8 });
  rig.editor.tool.set("pen");
  rig.send("pointermove", { x: 80, at: 16 });
  rig.send("pointerup", { x: 80, at: 24 });
  assert.deepEqual(rig.log, ["pen begins 0,0", "moves 40,0", "moves 80,0", "finishes"]);
});

test("a line ends with its own button, whatever other buttons are down", () => {
  const rig = new PointerRig();
  rig.send("pointerdown");
  rig.send("pointermove", { x: 40, at: 8, buttons: 3, button: 2 });
  rig.send("pointermove", { x: 60, at: 16, buttons: 2 });
  rig.send("pointermove", { x: 90, at: 24, buttons: 2, button: -1 });
  rig.send("pointerup", { x: 90, at: 32, button: 2 });
  assert.deepEqual(rig.log, ["pen begins 0,0", "moves 40,0", "moves 60,0", "finishes"]);
});

test("a pen finishes a finger's line", () => {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  rig.send("pointermove", { id: 1, type: "touch", x: 180, y: 100, at: 400 });
  rig.send("pointerdown", { id: 9, type: "pen", x: 10, y: 10, at: 500 });
  assert.deepEqual(rig.log, [
    "pen begins 100,100",
    "moves 180,100",
    "finishes",
    "pen begins 10,10",
  ]);
});

test("after Escape the rest of the movement does nothing", () => {
  const rig = new PointerRig();
  rig.send("pointerdown");
  rig.gestures.cancel();
  rig.send("pointermove", { x: 9, y: 9, at: 8 });
  rig.send("pointerup", { x: 9, y: 9, at: 16 });
  assert.deepEqual(rig.takeLog(), ["pen begins 0,0", "cancels"]);
});

test("without the right to draw a pointer pans", () => {
  const rig = new PointerRig();
  rig.editor.rights.set({ role: "viewer", draw: false, why: "role" });
  assert.equal(rig.surface.style.cursor, "grab");
  rig.send("pointerdown");
  assert.deepEqual(rig.log, ["hand begins 0,0"]);
});

test("sends the pointer position once a frame, and that it has left", () => {
  const rig = new PointerRig();
  rig.send("pointermove", { x: 1, y: 1, buttons: 0 });
  rig.send("pointermove", { x: 2, y: 2, buttons: 0 });
  assert.deepEqual(rig.sentCursors, []);
  rig.runFrame();
  assert.deepEqual(rig.sentCursors, ["2,2"]);
  rig.send("pointerleave");
  rig.runFrame();
  assert.deepEqual(rig.sentCursors, ["2,2", null]);
});

test("the browser neither scrolls nor opens its menu on the board", () => {
  const rig = new PointerRig();
  for (const type of ["pointerdown", "touchmove", "contextmenu"]) {
    assert.ok(rig.send(type).defaultPrevented, type);
  }
});

test("events do nothing after stop", () => {
  const rig = new PointerRig();
  rig.input.stop();
  rig.send("pointerdown");
  assert.deepEqual(rig.log, []);
});
