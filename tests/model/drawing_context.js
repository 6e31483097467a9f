// Two members of a board, and the tools of the first.

import assert from "node:assert/strict";
import { Gestures } from "../../static/js/editor/gestures.js";
import { toWire } from "../../static/js/model/shape.js";
import { Actions } from "../../static/js/tools/actions.js";
import { TOOLS } from "../../static/js/tools/all.js";
import { laser } from "../../static/js/tools/laser.js";
import { arrow, line } from "../../static/js/tools/line.js";
import { select } from "../../static/js/tools/select.js";
import { diamond, ellipse, rectangle } from "../../static/js/tools/shape.js";
import { Classroom } from "./classroom.js";

/** @typedef {import("./classroom.js").Member} Member */
/** @typedef {[number, number]} Pair */

/** All tools; those that the page loads on first use are here at once. */
const LOADED = [
  ...TOOLS.filter(({ prepare }) => prepare === undefined),
  ...[select, line, arrow, rectangle, ellipse, diamond, laser],
];

export class DrawingContext {
  room = new Classroom();
  time = 1000;

  static async ready() {
    const desk = new DrawingContext();
    return desk.#sit(await desk.room.seat(), await desk.room.seat());
  }

  /** @param {Member} me @param {Member} other */
  #sit(me, other) {
    const { editor } = me;
    const gestures = new Gestures(editor, LOADED);
    editor.camera.resize(1000, 800);
    editor.camera.goTo({ x: 0, y: 0, zoom: 1 });
    return Object.assign(this, {
      me,
      other,
      editor,
      gestures,
      actions: new Actions(editor, gestures),
    });
  }

  /** @param {Pair} place @param {number} [pressure] */
  point([x, y], pressure = 128) {
    this.time += 8;
    return { x, y, pressure, time: this.time };
  }
}

/** Presses, moves through the points one by one, and lifts. @param {Awaited<ReturnType<typeof DrawingContext.ready>>} desk @param {string} tool @param {readonly Pair[]} path */
export function drag(desk, tool, [first = [0, 0], ...rest]) {
  assert.ok(desk.gestures.begin(desk.point(first), tool));
  for (const place of rest) desk.gestures.update([desk.point(place)]);
  desk.gestures.finish();
}

/** The shapes of the board in wire form. @param {Member} member */
export function shapesOf({ view }) {
  const bounds = view.bounds(1);
  return bounds === null ? [] : view.query(bounds, 1).map((shape) => toWire(shape, view.pool));
}
