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

test("a second finger long after the first leaves what was drawn", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  desk.send("pointermove", { id: 1, type: "touch", x: 180, y: 100, at: 400 });
  desk.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 500 });
  assert.deepEqual(desk.log, ["pen begins 100,100", "moves 180,100", "finishes"]);
});

test("a first finger that has not moved leaves no dot, even when the second takes its time", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 1, type: "touch", x: 100, y: 100, at: 0 });
  desk.send("pointerdown", { id: 2, type: "touch", x: 300, y: 100, at: 200 });
  assert.deepEqual(desk.log, ["pen begins 100,100", "cancels"]);
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
  assert.equal(desk.penFound, 1);
  desk.news();
  desk.send("pointerdown", { id: 2, type: "touch", x: 50, y: 50, at: 100 });
  desk.send("pointerup", { id: 2, type: "touch", x: 50, y: 50, at: 150 });
  assert.deepEqual(desk.news(), ["hand begins 50,50", "finishes"]);
  desk.input.penMode.leave();
  desk.send("pointerdown", { id: 3, type: "touch", x: 50, y: 50, at: 900 });
  assert.deepEqual(desk.news(), ["pen begins 50,50"]);
  assert.equal(desk.penFound, 1);
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

test("a cancelled pointer gives its gesture up, a lost one keeps it", () => {
  const desk = new Desk();
  desk.send("pointerdown", { id: 4 });
  desk.send("pointercancel", { id: 4 });
  desk.send("lostpointercapture", { id: 4 });
  assert.deepEqual(desk.news(), ["pen begins 0,0", "cancels"]);
  desk.send("pointerdown", { id: 5 });
  desk.send("lostpointercapture", { id: 5 });
  assert.deepEqual(desk.news(), ["pen begins 0,0", "finishes"]);
});

test("a mouse that comes back without its button has ended its line", () => {
  const desk = new Desk();
  desk.send("pointerdown");
  desk.send("pointermove", { x: 70, y: 70, buttons: 0 });
  assert.deepEqual(desk.news(), ["pen begins 0,0", "finishes"]);
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
