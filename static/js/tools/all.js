/**
 * All tools, in the order of the ledge. Tools that the first strokes need are part of the page; the others load on first
 * use.
 */

import { eraser } from "./eraser.js";
import { hand } from "./hand.js";
import { highlighter, pen } from "./ink.js";
import { lazyTool } from "./lazy.js";
import { select } from "./select.js";
import { note, text } from "./text.js";

const shapes = () => import("./shape.js");
const lines = () => import("./line.js");

/** A tool that draws shapes of a kind. @param {import("../model/kinds.js").Kind} kind @param {readonly string[]} keys */
const shape = (kind, ...keys) => ({ id: kind, kind, keys, draws: true, cursor: "crosshair" });

/** @type {readonly import("../editor/gestures.js").Tool[]} */
export const TOOLS = [
  select,
  hand,
  pen,
  highlighter,
  eraser,
  text,
  note,
  lazyTool(shape("line", "L", "8"), async () => (await lines()).line),
  lazyTool(shape("arrow", "A", "9"), async () => (await lines()).arrow),
  lazyTool(shape("rectangle", "R", "6"), async () => (await shapes()).rectangle),
  lazyTool(shape("ellipse", "O", "7"), async () => (await shapes()).ellipse),
  lazyTool(shape("diamond", "G"), async () => (await shapes()).diamond),
  lazyTool({ id: "laser", keys: ["K"], cursor: "crosshair" }, async () => {
    return (await import("./laser.js")).laser;
  }),
];
