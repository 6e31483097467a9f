import assert from "node:assert/strict";
import { test } from "node:test";
import { PointerRig } from "./surface.js";

/** Draws a line whose release is lost. @param {"mouse" | "pen" | "touch"} type */
function withLostRelease(type) {
  const rig = new PointerRig();
  rig.send("pointerdown", { id: 5, type, x: 100, y: 100, at: 0, isPrimary: true });
  rig.send("pointermove", { id: 5, type, x: 180, y: 100, at: 400 });
  return rig;
}

const LOST = ["pen begins 100,100", "moves 180,100"];

test("another pen that presses or hovers ends a line whose release was lost", () => {
  for (const at of [420, 9000]) {
    const rig = withLostRelease("pen");
    rig.send("pointermove", { id: 6, type: "pen", x: 50, at, buttons: 0, isPrimary: true });
    assert.deepEqual(rig.takeLog(), [...LOST, "finishes"]);
    rig.send("pointerdown", { id: 6, type: "pen", x: 50, y: 50, at: at + 30, isPrimary: true });
    assert.deepEqual(rig.takeLog(), ["pen begins 50,50"]);
    const pressed = withLostRelease("pen");
    pressed.send("pointerdown", { id: 6, type: "pen", x: 50, y: 50, at, isPrimary: true });
    assert.deepEqual(pressed.takeLog(), [...LOST, "finishes", "pen begins 50,50"]);
    const entered = withLostRelease("pen");
    entered.send("pointerenter", { id: 6, type: "pen", at, buttons: 0, isPrimary: true });
    assert.deepEqual(entered.takeLog(), [...LOST, "finishes"]);
  }
});

test("a second pen does not end the line of the first", () => {
  const rig = withLostRelease("pen");
  rig.send("pointermove", { id: 6, type: "pen", x: 50, at: 420, buttons: 0 });
  rig.send("pointerdown", { id: 6, type: "pen", x: 50, y: 50, at: 440 });
  rig.send("pointermove", { id: 5, type: "pen", x: 200, y: 100, at: 460 });
  assert.deepEqual(rig.takeLog(), [...LOST, "moves 200,100"]);
});

test("a press of another kind ends the line of a silent pointer, and draws", () => {
  const kinds = /** @type {const} */ (["mouse", "pen", "touch"]);
  for (const lost of kinds) {
    for (const type of kinds.filter((kind) => kind !== lost)) {
      const rig = withLostRelease(lost);
      // Fingers draw beside pens too.
      rig.input.penMode.leave();
      rig.send("pointerdown", { id: 6, type, x: 50, y: 50, at: 9000, isPrimary: true });
      assert.deepEqual(
        rig.takeLog(),
        [...LOST, "finishes", "pen begins 50,50"],
        `${lost}, ${type}`,
      );
    }
  }
});

test("a press of another kind leaves an active line as it is", () => {
  for (const [drawing, type] of /** @type {const} */ ([
    ["pen", "mouse"],
    ["touch", "mouse"],
    ["mouse", "pen"],
    ["mouse", "touch"],
    ["pen", "touch"],
  ])) {
    const rig = withLostRelease(drawing);
    rig.send("pointerdown", { id: 6, type, x: 50, y: 50, at: 900, isPrimary: true });
    rig.send("pointermove", { id: 6, type, x: 60, y: 50, at: 910 });
    rig.send("pointerup", { id: 6, type, x: 60, y: 50, at: 920 });
    rig.send("pointermove", { id: 5, type: drawing, x: 200, y: 100, at: 930 });
    assert.deepEqual(rig.takeLog(), [...LOST, "moves 200,100"], `${drawing}, ${type}`);
  }
});

test("a hand beside a resting pen neither ends its line nor moves the board", () => {
  const rig = withLostRelease("pen");
  for (const at of [1000, 2000, 4000]) {
    rig.send("pointerdown", { id: 6, type: "touch", x: 300, y: 300, at, isPrimary: true });
    rig.send("pointermove", { id: 6, type: "touch", x: 360, y: 300, at: at + 20 });
    rig.send("pointerup", { id: 6, type: "touch", x: 360, y: 300, at: at + 40 });
  }
  rig.send("pointermove", { id: 5, type: "pen", x: 200, y: 100, at: 4500 });
  assert.deepEqual(rig.takeLog(), [...LOST, "moves 200,100"]);
  assert.deepEqual([rig.editor.camera.x, rig.editor.camera.y], [0, 0]);
});

test("the end of a gesture frees its pointer, so that others can draw", () => {
  for (const end of [
    (/** @type {PointerRig} */ rig) => rig.gestures.cancel(),
    (/** @type {PointerRig} */ rig) => rig.gestures.interrupt(),
  ]) {
    for (const type of /** @type {const} */ (["mouse", "touch", "pen"])) {
      const rig = withLostRelease("pen");
      rig.input.penMode.leave();
      end(rig);
      rig.takeLog();
      assert.equal(rig.surface.style.cursor, "crosshair");
      rig.send("pointerdown", { id: 6, type, x: 50, y: 50, at: 1000 });
      assert.deepEqual(rig.takeLog(), ["pen begins 50,50"], type);
      rig.send("pointermove", { id: 5, type: "pen", x: 300, y: 100, at: 1020 });
      rig.send("pointerup", { id: 5, type: "pen", x: 300, y: 100, at: 1040 });
      assert.deepEqual(rig.takeLog(), []);
    }
  }
});
