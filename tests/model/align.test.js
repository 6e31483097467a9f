// Aligning and distributing the selection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { align, distribute } from "../../static/js/tools/align.js";
import { group } from "../../static/js/tools/grouping.js";
import { rectangle } from "./drawing.js";
import { DrawingContext } from "./drawing_context.js";

/** A board with rectangles `[x, y, w, h]`, all selected. @param {readonly (readonly [number, number, number, number])[]} boxes */
async function ready(boxes) {
  const desk = await DrawingContext.ready();
  const { editor } = desk;
  editor.tool.set("select");
  const ids = boxes.map(([x, y, w, h]) => {
    const id = editor.newId();
    editor.commit([
      { op: "add", shape: { ...rectangle(id, { pos: [x, y, 0] }), geometry: { w, h } } },
    ]);
    return id;
  });
  await desk.room.settle();
  editor.selection.select(ids);
  const places = () =>
    ids.map((id) => {
      const shape = editor.view.shape(id);
      return [shape?.x, shape?.y];
    });
  return { ...desk, ids, places };
}

/** @type {[number, number, number, number][]} */
const THREE = [
  [0, 0, 100, 100],
  [400, 90, 200, 60],
  [150, 300, 50, 201],
];

test("shapes are aligned at an edge or the middle of the box around all", async () => {
  /** @type {[import("../../static/js/tools/align.js").Edge, number[][]][]} */
  const cases = [
    [
      "left",
      [
        [0, 0],
        [0, 90],
        [0, 300],
      ],
    ],
    [
      "center",
      [
        [250, 0],
        [200, 90],
        [275, 300],
      ],
    ],
    [
      "right",
      [
        [500, 0],
        [400, 90],
        [550, 300],
      ],
    ],
    [
      "top",
      [
        [0, 0],
        [400, 0],
        [150, 0],
      ],
    ],
    [
      "middle",
      [
        [0, 201],
        [400, 221],
        [150, 150],
      ],
    ],
    [
      "bottom",
      [
        [0, 401],
        [400, 441],
        [150, 300],
      ],
    ],
  ];
  for (const [edge, expected] of cases) {
    const { editor, places, room } = await ready(THREE);
    align(editor, edge);
    assert.deepEqual(places(), expected, edge);
    editor.undo();
    assert.deepEqual(
      places(),
      THREE.map(([x, y]) => [x, y]),
      `${edge} undone at once`,
    );
    await room.settle();
    await room.assertEqual();
  }
});

test("the gaps between shapes become equal, and the outermost two stay", async () => {
  const { editor, places } = await ready([
    [0, 0, 100, 10],
    [120, 50, 100, 10],
    [500, 90, 100, 10],
  ]);
  distribute(editor, "x");
  assert.deepEqual(places(), [
    [0, 0],
    [250, 50],
    [500, 90],
  ]);
  distribute(editor, "y");
  assert.deepEqual(places(), [
    [0, 0],
    [250, 45],
    [500, 90],
  ]);
});

test("shapes that overlap are distributed by their middles", async () => {
  const { editor, places } = await ready([
    [0, 0, 300, 10],
    [10, 0, 300, 10],
    [200, 0, 300, 10],
  ]);
  distribute(editor, "x");
  assert.deepEqual(places(), [
    [0, 0],
    [100, 0],
    [200, 0],
  ]);
});

test("a group counts as one and keeps its arrangement", async () => {
  const { editor, places, ids } = await ready([
    [0, 0, 10, 10],
    [100, 0, 10, 10],
    [130, 40, 10, 10],
  ]);
  editor.selection.select(ids.slice(1));
  group(editor);
  editor.selection.select(ids);
  align(editor, "left");
  assert.deepEqual(places(), [
    [0, 0],
    [0, 0],
    [30, 40],
  ]);
});

test("locked shapes stay and do not count; too few are told", async () => {
  const { editor, places, ids, me } = await ready(THREE);
  editor.commit([{ op: "set", id: ids[0] ?? "", locked: true }]);
  align(editor, "left");
  assert.deepEqual(places(), [
    [0, 0],
    [150, 90],
    [150, 300],
  ]);
  distribute(editor, "x");
  editor.commit([{ op: "set", id: ids[1] ?? "", locked: true }]);
  align(editor, "left");
  const whys = me.notices.flatMap((notice) => (notice.kind === "selecting" ? [notice.why] : []));
  assert.deepEqual(whys, ["aligned", "distribute-few", "align-few"]);
});

test("an arrow between selected shapes follows them instead of being aligned", async () => {
  const { editor, ids, room, other } = await ready([
    [0, 0, 100, 100],
    [400, 300, 100, 100],
  ]);
  const [from = "", to = ""] = ids;
  const arrow = editor.newId();
  editor.commit([
    {
      op: "add",
      shape: {
        id: arrow,
        kind: "arrow",
        page: 1,
        pos: [100, 50, 0],
        geometry: { points: [0, 0, 300, 300], from: [from, 1000, 500], to: [to, 0, 500] },
        style: { ink: "black", size: 64 },
      },
    },
  ]);
  await room.settle();
  editor.selection.select([...ids, arrow]);
  align(editor, "top");
  await room.settle();
  const line = other.view.shape(arrow);
  assert.equal(line?.y, 50);
  assert.equal(line?.details?.from?.[0], from);
  assert.equal(line?.details?.to?.[0], to);
  assert.equal(other.view.shape(to)?.y, 0);
  const end = (line?.start ?? 0) + 1;
  assert.equal(other.view.pool.xy[end * 2 + 1], 0);
});
