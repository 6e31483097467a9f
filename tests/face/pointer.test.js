import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "./surface.js";

test("a line has every place that was measured, and the last one where it was lifted", () => {
  const desk = new Desk();
  desk.send("pointerdown", { x: 10, y: 20 });
  const between = /** @type {[number, number][]} */ ([
    [11, 20],
    [13, 21],
  ]);
  desk.send("pointermove", { x: 13, y: 21, at: 8, between });
  desk.send("pointerup", { x: 15, y: 22, at: 16 });
  const expected = ["pen begins 10,20", "moves 11,20 13,21", "moves 15,22", "finishes"];
  assert.deepEqual(desk.log, expected);
});

test("a click has one point, and the very edge of the screen is as good as any place", () => {
  const desk = new Desk();
  desk.send("pointerdown", { x: 0, y: 0 });
  desk.send("pointerup", { x: 0, y: 0, at: 50 });
  assert.deepEqual(desk.news(), ["pen begins 0,0", "finishes"]);
});

test("the pointer is captured, so a line goes on outside of the window", () => {
  const desk = new Desk();
  desk.send("pointerdown", { x: 5, y: 5 });
  assert.ok(desk.surface.captured.has(1));
  desk.send("pointerleave");
  desk.send("pointermove", { x: -40, y: -3, at: 8 });
  desk.send("pointerup", { x: -40, y: -3, at: 16 });
  assert.deepEqual(desk.log, ["pen begins 5,5", "moves -40,-3", "finishes"]);
});

test("middle button and held hand move the board, the right button does nothing", () => {
  const desk = new Desk();
  desk.send("pointerdown", { button: 2 });
  assert.deepEqual(desk.news(), []);
  desk.send("pointerdown", { button: 1 });
  desk.send("pointerup", { button: 1 });
  assert.deepEqual(desk.news(), ["hand begins 0,0", "finishes"]);
  desk.input.holdHand(true);
  assert.equal(desk.surface.style.cursor, "grab");
  desk.send("pointerdown");
  assert.equal(desk.surface.style.cursor, "grabbing");
  desk.send("pointerup");
  desk.input.holdHand(false);
  assert.deepEqual(desk.news(), ["hand begins 0,0", "finishes"]);
  assert.equal(desk.surface.style.cursor, "crosshair");
});

test("the eraser end and the side button of a pen erase", () => {
  for (const buttons of [32, 2]) {
    const desk = new Desk();
    desk.send("pointerdown", { type: "pen", buttons, button: buttons === 32 ? 5 : 2 });
    assert.deepEqual(desk.log, ["eraser begins 0,0"]);
  }
});

test("a second finger soon after the first withdraws its stroke and pinches", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  desk.send("pointermove", { id: 1, type: "touch", x: 130, y: 100, at: 50 });
  desk.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 90 });
  assert.deepEqual(desk.news(), ["pen begins 100,100", "moves 130,100", "cancels"]);
  for (let y = 104; y <= 160; y += 4) {
    desk.send("pointermove", { id: 1, type: "touch", x: 130, y, at: y });
    desk.send("pointermove", { id: 2, type: "touch", x: 300, y, at: y });
  }
  assert.equal(Math.round(desk.editor.camera.y), -60);
  desk.send("pointerup", { id: 2, type: "touch", x: 300, y: 160, at: 300 });
  // The finger that stays goes on moving the board.
  assert.deepEqual(desk.news(), ["hand begins 130,100"]);
});

test("a second finger that moves finishes what the first has drawn, and pinches", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  desk.send("pointermove", { id: 1, type: "touch", x: 180, y: 100, at: 400 });
  desk.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 500 });
  desk.send("pointermove", { id: 2, type: "touch", x: 300, y: 120, at: 516 });
  assert.deepEqual(desk.news(), ["pen begins 100,100", "moves 180,100", "finishes"]);
  desk.send("pointermove", { id: 2, type: "touch", x: 300, y: 160, at: 532 });
  assert.equal(Math.round(desk.editor.camera.y), -20);
});

test("a line that moves outlives a finger that only taps", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  desk.send("pointermove", { id: 1, type: "touch", x: 180, y: 100, at: 400 });
  desk.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 500 });
  desk.send("pointermove", { id: 1, type: "touch", x: 220, y: 100, at: 510 });
  desk.send("pointermove", { id: 2, type: "touch", x: 304, y: 102, at: 520 });
  desk.send("pointerup", { id: 2, type: "touch", x: 304, y: 102, at: 560 });
  desk.send("pointermove", { id: 1, type: "touch", x: 260, y: 100, at: 600 });
  desk.send("pointerup", { id: 1, type: "touch", x: 260, y: 100, at: 620 });
  const drawn = ["pen begins 100,100", "moves 180,100", "moves 220,100", "moves 260,100"];
  assert.deepEqual(desk.news(), [...drawn, "finishes"]);
  assert.deepEqual([desk.editor.camera.x, desk.editor.camera.y], [0, 0]);
});

test("a first finger that has not moved leaves no dot, however late the second comes", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  desk.send("pointermove", { id: 1, type: "touch", x: 104, y: 103, at: 700 });
  desk.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 900 });
  assert.deepEqual(desk.log, ["pen begins 100,100", "moves 104,103", "cancels"]);
});

test("a finger whose leaving was never heard does not stand in the way of the next", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  desk.send("pointermove", { id: 1, type: "touch", x: 180, y: 100, at: 400 });
  desk.send("pointerdown", { id: 2, type: "touch", x: 50, y: 50, at: 9000, isPrimary: true });
  assert.deepEqual(desk.news(), [
    "pen begins 100,100",
    "moves 180,100",
    "finishes",
    "pen begins 50,50",
  ]);
});

test("the board does not jump when a third finger comes and goes", () => {
  const desk = new Desk();
  for (const [id, x] of [
    [1, 100],
    [2, 300],
    [3, 700],
  ]) {
    desk.send("pointerdown", { id, type: "touch", x, y: 100, at: 10 });
  }
  for (const id of [1, 2, 3]) {
    desk.send("pointermove", { id, type: "touch", x: [0, 104, 304, 704][id], y: 100, at: 30 });
  }
  assert.deepEqual([desk.editor.camera.x, desk.editor.camera.zoom], [-4, 1]);
  desk.send("pointerup", { id: 1, type: "touch", x: 104, y: 100, at: 500 });
  desk.send("pointermove", { id: 2, type: "touch", x: 305, y: 100, at: 510 });
  assert.deepEqual([desk.editor.camera.x, desk.editor.camera.zoom], [-4.5, 1]);
});

test("two fingers tap to undo, three to redo, and no dot is left", () => {
  const desk = new Desk();
  for (const [fingers, done] of /** @type {[number[], string][]} */ ([
    [[1, 2], "undo"],
    [[1, 2, 3], "redo"],
  ])) {
    for (const id of fingers) {
      desk.send("pointerdown", { id, type: "touch", x: id * 80, at: id * 10 });
    }
    for (const id of fingers) {
      desk.send("pointerup", { id, type: "touch", x: id * 80, at: 100 + id });
    }
    const log = desk.news();
    assert.equal(log.at(-1), done);
    assert.ok(log.includes("cancels"));
    assert.equal(log.filter((line) => line.startsWith("pen")).length, 1);
  }
});

test("once a pen was seen fingers move the board, until pen mode is left", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 9, type: "pen", x: 1, y: 1 });
  desk.send("pointerup", { id: 9, type: "pen", x: 1, y: 1 });
  assert.equal(desk.penNews, 1);
  desk.news();
  desk.send("pointerdown", { id: 2, type: "touch", x: 50, y: 50, at: 600 });
  desk.send("pointerup", { id: 2, type: "touch", x: 50, y: 50, at: 650 });
  assert.deepEqual(desk.news(), ["hand begins 50,50", "finishes"]);
  desk.input.penMode.leave();
  desk.send("pointerdown", { id: 3, type: "touch", x: 50, y: 50, at: 900 });
  assert.deepEqual(desk.news(), ["pen begins 50,50"]);
  assert.equal(desk.penNews, 2);
});

test("a hand that rests on the screen does nothing to the stroke of a pen", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 2, type: "touch", x: 300, y: 300, at: 0 });
  desk.send("pointerdown", { id: 9, type: "pen", x: 100, y: 100, at: 40 });
  assert.deepEqual(desk.news(), ["pen begins 300,300", "cancels", "pen begins 100,100"]);
  desk.send("pointermove", { id: 2, type: "touch", x: 310, y: 300, at: 60 });
  desk.send("pointerdown", { id: 3, type: "touch", x: 350, y: 310, at: 80 });
  desk.send("pointercancel", { id: 2, type: "touch", at: 90 });
  desk.send("pointerup", { id: 3, type: "touch", x: 350, y: 310, at: 95 });
  desk.send("pointermove", { id: 9, type: "pen", x: 110, y: 100, at: 100 });
  desk.send("pointerup", { id: 9, type: "pen", x: 110, y: 100, at: 110, pressure: 0 });
  assert.deepEqual(desk.news(), ["moves 110,100", "finishes"]);
});

test("a hand that comes to rest beside the pen or just after it neither zooms nor undoes", () => {
  const desk = new Desk();
  desk.send("pointermove", { id: 9, type: "pen", x: 90, y: 100, at: 0, buttons: 0 });
  const rest = (/** @type {number} */ at) => {
    for (const id of [2, 3]) {
      desk.send("pointerdown", { id, type: "touch", x: 200 + 60 * id, y: 300, at });
    }
    desk.send("pointermove", { id: 3, type: "touch", x: 480, y: 400, at: at + 20 });
    desk.send("pointermove", { id: 3, type: "touch", x: 560, y: 420, at: at + 40 });
    for (const id of [2, 3]) desk.send("pointerup", { id, type: "touch", x: 380, at: at + 60 });
    for (const id of [4, 5]) {
      desk.send("pointerdown", { id, type: "touch", x: 60 * id, y: 300, at: at + 80 });
    }
    for (const id of [4, 5])
      desk.send("pointerup", { id, type: "touch", x: 60 * id, at: at + 120 });
  };
  rest(30);
  assert.deepEqual(desk.news(), [], "before the pen is down");
  desk.send("pointerdown", { id: 9, type: "pen", x: 100, y: 100, at: 400 });
  rest(2000);
  desk.send("pointerup", { id: 9, type: "pen", x: 100, y: 100, at: 3000 });
  rest(3100);
  assert.deepEqual(desk.news(), ["pen begins 100,100", "finishes"]);
  const { x, y, zoom } = desk.editor.camera;
  assert.deepEqual([x, y, zoom], [0, 0, 1]);
});

test("what a hand has moved that comes to rest just before its pen is where it was", () => {
  const desk = new Desk();
  desk.input.penMode.enter();
  for (const id of [2, 3]) {
    desk.send("pointerdown", { id, type: "touch", x: 100 * id, y: 300, at: 0 });
  }
  desk.send("pointermove", { id: 3, type: "touch", x: 400, y: 400, at: 100 });
  desk.send("pointermove", { id: 3, type: "touch", x: 460, y: 420, at: 150 });
  assert.notEqual(desk.editor.camera.zoom, 1);
  desk.send("pointerdown", { id: 9, type: "pen", x: 100, y: 100, at: 300 });
  const { x, y, zoom } = desk.editor.camera;
  assert.deepEqual([x, y, zoom], [0, 0, 1]);
  assert.equal(desk.log.at(-1), "pen begins 100,100");
});

/** What ends a stroke without lifting it. @type {Record<string, (desk: Desk, at: number) => void>} */
const INTERRUPTIONS = {
  "a cancelled pointer": (desk, at) => desk.send("pointercancel", { id: 4, type: "pen", at }),
  "a lost capture": (desk, at) => desk.send("lostpointercapture", { id: 4, type: "pen", at }),
  "a lost release": (desk, at) =>
    desk.send("pointermove", { id: 4, type: "pen", x: 300, at, buttons: 0 }),
  "a second press": (desk, at) => {
    desk.send("pointerdown", { id: 4, type: "pen", x: 300, at });
    desk.log.pop();
  },
  "another tool": (desk) => desk.editor.tool.set("eraser"),
  "another page": (desk) => desk.editor.page.set(2),
  "lost rights": (desk) => desk.editor.rights.set({ role: "viewer", draw: false }),
  "the end of the page": (desk) => desk.gestures.interrupt(),
};

for (const [name, interrupt] of Object.entries(INTERRUPTIONS)) {
  test(`${name} keeps what was drawn, and withdraws what has not moved`, () => {
    const drawn = new Desk();
    drawn.send("pointerdown", { id: 4, type: "pen" });
    drawn.send("pointermove", { id: 4, type: "pen", x: 40, at: 900 });
    interrupt(drawn, 1000);
    assert.deepEqual(drawn.log, ["pen begins 0,0", "moves 40,0", "finishes"]);
    const still = new Desk();
    still.send("pointerdown", { id: 4, type: "pen" });
    still.send("pointermove", { id: 4, type: "pen", x: 1, at: 900 });
    interrupt(still, 1000);
    assert.deepEqual(still.log, ["pen begins 0,0", "moves 1,0", "cancels"]);
  });
}

test("a line goes on when its pointer is down and only the capture is gone", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 4, type: "pen" });
  desk.surface.captured.clear();
  desk.send("lostpointercapture", { id: 4, type: "pen", buttons: 1 });
  assert.ok(desk.surface.captured.has(4));
  desk.send("pointermove", { id: 4, type: "pen", x: 40, at: 900 });
  desk.send("pointerup", { id: 4, type: "pen", x: 40, at: 920 });
  assert.deepEqual(desk.log, ["pen begins 0,0", "moves 40,0", "finishes"]);
});

test("what the system takes away at once was never meant", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 4, type: "touch" });
  desk.send("pointermove", { id: 4, type: "touch", x: 40, at: 30 });
  desk.send("pointercancel", { id: 4, type: "touch", at: 60 });
  assert.deepEqual(desk.log, ["pen begins 0,0", "moves 40,0", "cancels"]);
});

test("the key of the tool in hand does not cut its line", () => {
  const desk = new Desk();
  desk.send("pointerdown");
  desk.send("pointermove", { x: 40, at: 8 });
  desk.editor.tool.set("pen");
  desk.send("pointermove", { x: 80, at: 16 });
  desk.send("pointerup", { x: 80, at: 24 });
  assert.deepEqual(desk.log, ["pen begins 0,0", "moves 40,0", "moves 80,0", "finishes"]);
});

test("a line ends with its own button, whatever other buttons are down", () => {
  const desk = new Desk();
  desk.send("pointerdown");
  desk.send("pointermove", { x: 40, at: 8, buttons: 3, button: 2 });
  desk.send("pointermove", { x: 60, at: 16, buttons: 2 });
  desk.send("pointermove", { x: 90, at: 24, buttons: 2, button: -1 });
  desk.send("pointerup", { x: 90, at: 32, button: 2 });
  assert.deepEqual(desk.log, ["pen begins 0,0", "moves 40,0", "moves 60,0", "finishes"]);
});

test("a pen that comes keeps what a finger has drawn", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  desk.send("pointermove", { id: 1, type: "touch", x: 180, y: 100, at: 400 });
  desk.send("pointerdown", { id: 9, type: "pen", x: 10, y: 10, at: 500 });
  assert.deepEqual(desk.log, [
    "pen begins 100,100",
    "moves 180,100",
    "finishes",
    "pen begins 10,10",
  ]);
});

test("after Escape the rest of the movement does nothing", () => {
  const desk = new Desk();
  desk.send("pointerdown");
  desk.gestures.cancel();
  desk.send("pointermove", { x: 9, y: 9, at: 8 });
  desk.send("pointerup", { x: 9, y: 9, at: 16 });
  assert.deepEqual(desk.news(), ["pen begins 0,0", "cancels"]);
});

test("who may not draw moves the board instead", () => {
  const desk = new Desk();
  desk.editor.rights.set({ role: "viewer", draw: false });
  assert.equal(desk.surface.style.cursor, "grab");
  desk.send("pointerdown");
  assert.deepEqual(desk.log, ["hand begins 0,0"]);
});

test("the others are told once a frame where I point, and that I have left", () => {
  const desk = new Desk();
  desk.send("pointermove", { x: 1, y: 1, buttons: 0 });
  desk.send("pointermove", { x: 2, y: 2, buttons: 0 });
  assert.deepEqual(desk.told, []);
  desk.frame();
  assert.deepEqual(desk.told, ["2,2"]);
  desk.send("pointerleave");
  desk.frame();
  assert.deepEqual(desk.told, ["2,2", null]);
});

test("the browser neither scrolls nor opens its menu on the board", () => {
  const desk = new Desk();
  for (const type of ["pointerdown", "touchmove", "contextmenu"]) {
    assert.ok(desk.send(type).defaultPrevented, type);
  }
});

test("after stop nothing is heard", () => {
  const desk = new Desk();
  desk.input.stop();
  desk.send("pointerdown");
  assert.deepEqual(desk.log, []);
});
