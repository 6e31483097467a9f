import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "./surface.js";

/** A line of a pointer whose release is never heard. @param {"mouse" | "pen" | "touch"} type */
function withLostRelease(type) {
  const desk = new Desk();
  desk.send("pointerdown", { id: 5, type, x: 100, y: 100, at: 0, isPrimary: true });
  desk.send("pointermove", { id: 5, type, x: 180, y: 100, at: 400 });
  return desk;
}

const LOST = ["pen begins 100,100", "moves 180,100"];

test("another pen that presses or hovers ends the line of one whose release was lost", () => {
  for (const at of [420, 9000]) {
    const desk = withLostRelease("pen");
    desk.send("pointermove", { id: 6, type: "pen", x: 50, at, buttons: 0, isPrimary: true });
    assert.deepEqual(desk.news(), [...LOST, "finishes"]);
    desk.send("pointerdown", { id: 6, type: "pen", x: 50, y: 50, at: at + 30, isPrimary: true });
    assert.deepEqual(desk.news(), ["pen begins 50,50"]);
    const pressed = withLostRelease("pen");
    pressed.send("pointerdown", { id: 6, type: "pen", x: 50, y: 50, at, isPrimary: true });
    assert.deepEqual(pressed.news(), [...LOST, "finishes", "pen begins 50,50"]);
    const entered = withLostRelease("pen");
    entered.send("pointerenter", { id: 6, type: "pen", at, buttons: 0, isPrimary: true });
    assert.deepEqual(entered.news(), [...LOST, "finishes"]);
  }
});

test("a second pen beside one that draws does not cut its line", () => {
  const desk = withLostRelease("pen");
  desk.send("pointermove", { id: 6, type: "pen", x: 50, at: 420, buttons: 0 });
  desk.send("pointerdown", { id: 6, type: "pen", x: 50, y: 50, at: 440 });
  desk.send("pointermove", { id: 5, type: "pen", x: 200, y: 100, at: 460 });
  assert.deepEqual(desk.news(), [...LOST, "moves 200,100"]);
});

test("a press of another kind ends the line of a pointer that has been silent, and draws", () => {
  const kinds = /** @type {const} */ (["mouse", "pen", "touch"]);
  for (const lost of kinds) {
    for (const type of kinds.filter((kind) => kind !== lost)) {
      const desk = withLostRelease(lost);
      // Fingers draw beside pens too.
      desk.input.penMode.leave();
      desk.send("pointerdown", { id: 6, type, x: 50, y: 50, at: 9000, isPrimary: true });
      assert.deepEqual(desk.news(), [...LOST, "finishes", "pen begins 50,50"], `${lost}, ${type}`);
    }
  }
});

test("a press of another kind does nothing to a pointer that draws", () => {
  for (const [drawing, type] of /** @type {const} */ ([
    ["pen", "mouse"],
    ["touch", "mouse"],
    ["mouse", "pen"],
    ["mouse", "touch"],
    ["pen", "touch"],
  ])) {
    const desk = withLostRelease(drawing);
    desk.send("pointerdown", { id: 6, type, x: 50, y: 50, at: 900, isPrimary: true });
    desk.send("pointermove", { id: 6, type, x: 60, y: 50, at: 910 });
    desk.send("pointerup", { id: 6, type, x: 60, y: 50, at: 920 });
    desk.send("pointermove", { id: 5, type: drawing, x: 200, y: 100, at: 930 });
    assert.deepEqual(desk.news(), [...LOST, "moves 200,100"], `${drawing}, ${type}`);
  }
});

test("a hand beside a pen that rests without a word neither cuts its line nor moves the board", () => {
  const desk = withLostRelease("pen");
  for (const at of [1000, 2000, 4000]) {
    desk.send("pointerdown", { id: 6, type: "touch", x: 300, y: 300, at, isPrimary: true });
    desk.send("pointermove", { id: 6, type: "touch", x: 360, y: 300, at: at + 20 });
    desk.send("pointerup", { id: 6, type: "touch", x: 360, y: 300, at: at + 40 });
  }
  desk.send("pointermove", { id: 5, type: "pen", x: 200, y: 100, at: 4500 });
  assert.deepEqual(desk.news(), [...LOST, "moves 200,100"]);
  assert.deepEqual([desk.editor.camera.x, desk.editor.camera.y], [0, 0]);
});

test("what ends a gesture frees its pointer: nothing is left that keeps others from drawing", () => {
  for (const end of [
    (/** @type {Desk} */ desk) => desk.gestures.cancel(),
    (/** @type {Desk} */ desk) => desk.gestures.interrupt(),
  ]) {
    for (const type of /** @type {const} */ (["mouse", "touch", "pen"])) {
      const desk = withLostRelease("pen");
      desk.input.penMode.leave();
      end(desk);
      desk.news();
      assert.equal(desk.surface.style.cursor, "crosshair");
      desk.send("pointerdown", { id: 6, type, x: 50, y: 50, at: 1000 });
      assert.deepEqual(desk.news(), ["pen begins 50,50"], type);
      desk.send("pointermove", { id: 5, type: "pen", x: 300, y: 100, at: 1020 });
      desk.send("pointerup", { id: 5, type: "pen", x: 300, y: 100, at: 1040 });
      assert.deepEqual(desk.news(), []);
    }
  }
});
