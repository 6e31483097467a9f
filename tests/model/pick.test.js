// A press picks the nearest shape that is seen under the pointer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { boxAround, shapeAt } from "../../static/js/tools/pick.js";
import { rectangle, stroke } from "./drawing.js";
import { DrawingContext, drag } from "./drawing_context.js";

/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */

const THIN = /** @type {const} */ ({ ink: "red", size: 32 });
const FILLED = /** @type {const} */ ({ ...THIN, fill: "yellow" });

/** A board with shapes, the first at the bottom, and the place in the list of what is picked. @param {Partial<NewShape>[]} shapes */
async function board(...shapes) {
  const desk = await DrawingContext.ready();
  const { editor } = desk;
  const ids = shapes.map((change) => {
    const id = editor.newId();
    const line = stroke(id, [
      [0, 0],
      [2000, 0],
    ]);
    const shape = change.kind === "ink" ? line : rectangle(id, { style: THIN });
    editor.commit([{ op: "add", shape: { ...shape, ...change } }]);
    return id;
  });
  /** @param {number} x @param {number} y */
  const at = (x, y) => ids.indexOf(shapeAt(editor, { x, y })?.id ?? "");
  return { desk, editor, ids, at };
}

const BIG = { geometry: { w: 2000, h: 2000 } };

test("the nearest is picked, and the topmost among equals", async () => {
  const { at } = await board(
    { kind: "ink", pos: [0, 0, 0], style: THIN },
    { kind: "ink", pos: [0, 100, 0], style: THIN },
    { kind: "ink", pos: [0, 100, 0], style: THIN },
  );
  assert.equal(at(1000, 30), 0, "not the topmost within reach");
  assert.equal(at(1000, 70), 2);
  assert.equal(at(1000, 400), -1);
});

test("a filled shape is picked inside, an unfilled one at its line and its label only", async () => {
  for (const kind of /** @type {const} */ (["rectangle", "ellipse", "diamond"])) {
    const { at } = await board(
      { ...BIG, kind, style: FILLED },
      { ...BIG, kind, pos: [5000, 0, 0] },
      { ...BIG, kind, pos: [10_000, 0, 0], text: "ab" },
    );
    assert.deepEqual([at(1000, 700), at(1400, 1000)], [0, 0], kind);
    assert.deepEqual([at(6000, 0), at(6000, 700)], [1, -1], kind);
    assert.deepEqual([at(11_000, 1000), at(11_000, 500)], [2, -1], kind);
    // The corners of the box are outside of an ellipse and a diamond.
    assert.equal(at(150, 150), kind === "rectangle" ? 0 : -1, kind);
  }
});

test("a turned filled shape is picked where it is painted", async () => {
  const { at } = await board({ ...BIG, pos: [0, 0, 4500], style: FILLED });
  assert.deepEqual([at(0, 1400), at(1200, 200)], [0, -1]);
});

test("what a filled shape hides is not picked, and a line on it can be hit beside its middle", async () => {
  const { at } = await board(
    { kind: "ink", pos: [0, 500, 0], style: THIN },
    { ...BIG, style: FILLED },
    { kind: "ink", pos: [0, 1000, 0], style: THIN },
  );
  assert.equal(at(1000, 500), 1, "the line below is hidden");
  assert.equal(at(1000, 1060), 2, "within 4 px of the line above");
  assert.equal(at(1000, 1110), 1, "the fill is nearer");
});

test("[D13] locked shapes are passed by, also by a double press inside, the text tool and Tab", async () => {
  const { at, editor, desk, ids } = await board(
    { kind: "ink", pos: [0, 500, 0], style: THIN },
    { ...BIG, style: FILLED, locked: true },
    { ...BIG, pos: [5000, 0, 0], locked: true },
  );
  assert.equal(at(1000, 500), 0, "what is below a locked fill");
  assert.equal(at(1000, 1500), -1);
  assert.equal(boxAround(editor, { x: 6000, y: 1000 }), null);
  drag(desk, "text", [[1000, 1500]]);
  assert.equal(editor.toWrite.value?.kind, "text");
  assert.ok(!ids.includes(editor.toWrite.value?.id ?? ""), "a new text");
  editor.tool.set("select");
  editor.selection.clear();
  assert.equal(desk.actions.cycle(1)?.shape.id, ids[0]);
  assert.equal(desk.actions.cycle(1), null);
});

test("a double press inside opens the smallest outline that is around it", async () => {
  const { editor, ids } = await board(
    { geometry: { w: 4000, h: 4000 } },
    { ...BIG, kind: "ellipse", pos: [500, 500, 0] },
  );
  assert.equal(boxAround(editor, { x: 1500, y: 1500 })?.id, ids[1]);
  assert.equal(boxAround(editor, { x: 600, y: 600 })?.id, ids[0], "a corner of the ellipse's box");
});

test("a press inside a filled shape moves it, and an eraser over it erases it", async () => {
  const { desk, editor, ids } = await board({ ...BIG, style: FILLED });
  const [id = ""] = ids;
  drag(desk, "select", [
    [1000, 1000],
    [1500, 1000],
  ]);
  assert.equal(editor.view.shape(id)?.x, 500);
  await desk.room.settle();
  desk.other.editor.setPaper("dots");
  editor.undo();
  await desk.room.settle();
  assert.equal(desk.other.view.shape(id)?.x, 0);
  drag(desk, "eraser", [
    [1000, 1000],
    [1100, 1000],
  ]);
  assert.equal(editor.view.shape(id), undefined);
});
