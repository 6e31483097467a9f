/**
 * Where pasted shapes go: under the pointer, or to the middle of the view where there is none. The same shapes pasted
 * again at the same place lie beside those before.
 */

import { addCopies, COPY_STEP_PX } from "../../editor/copying.js";
import { union } from "../../model/box.js";
import { PointPool } from "../../model/points.js";
import { shapeFromWire } from "../../model/shape.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").NewShape} NewShape */
/** In units. @typedef {{x: number, y: number}} Point */

export class Placement {
  #editor;
  #pointer;
  /** The last paste: what and where, and how often in a row. @type {{key: string, x: number, y: number, count: number} | null} */
  #last = null;

  /** @param {Editor} editor @param {() => Point | null} pointer  its place over the board in CSS pixels; fingers have none */
  constructor(editor, pointer) {
    this.#editor = editor;
    this.#pointer = pointer;
  }

  /** The place under the pointer, or the middle of the view, in units. */
  get spot() {
    const { camera } = this.#editor;
    return camera.toBoard(this.#pointer() ?? { x: camera.width / 2, y: camera.height / 2 });
  }

  /** Adds shapes and selects them. @param {readonly NewShape[]} shapes  at least one @param {string} key  the same for the same shapes @param {Point} [spot] */
  place(shapes, key, { x, y } = this.spot) {
    const editor = this.#editor;
    const { camera, tool } = editor;
    const last = this.#last;
    const isAgain = last !== null && last.key === key && last.x === x && last.y === y;
    const count = isAgain ? last.count + 1 : 0;
    this.#last = { key, x, y, count };
    const beside = count * camera.unitsOf(COPY_STEP_PX);
    const middle = middleOf(shapes);
    // The tools that draw clear the selection.
    tool.set("select");
    addCopies(editor, shapes, {
      dx: Math.round(x + beside - middle.x),
      dy: Math.round(y + beside - middle.y),
    });
  }
}

/** @param {readonly NewShape[]} shapes @returns {Point} */
function middleOf(shapes) {
  const pool = new PointPool();
  const place = { author: 0, seq: 0, index: 0 };
  const boxes = shapes.map((shape) => shapeFromWire(shape, place, pool).box);
  const { minX, minY, maxX, maxY } = boxes.reduce(union);
  return { x: (minX + maxX) / 2, y: (minY + maxY) / 2 };
}
