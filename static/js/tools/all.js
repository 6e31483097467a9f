/**
 * All tools, in the order of the ledge. Tools that the first strokes need are part of the page; the others load on first
 * use.
 */

import { importWithRetry } from "../platform/loading.js";
import { eraser } from "./eraser.js";
import { hand } from "./hand.js";
import { highlighter, pen } from "./ink.js";
import { lazyTool } from "./lazy.js";
import { note, text } from "./text.js";

const shapes = () => importWithRetry(() => import("./shape.js"));
const lines = () => importWithRetry(() => import("./line.js"));
const lasers = () => importWithRetry(() => import("./laser.js"));
const selects = () => importWithRetry(() => import("./select.js"));

const partErasers = () => importWithRetry(() => import("./part_eraser.js"));

/** A tool that draws shapes of a kind. @param {import("../model/kinds.js").Kind} kind @param {readonly string[]} keys */
const shape = (kind, ...keys) => ({ id: kind, kind, keys, draws: true, cursor: "crosshair" });

const PART_ERASER = {
  ...{ id: "part-eraser", keys: ["Shift+E"], draws: true },
  ...{ cursor: "eraser", reach: 8 },
};

/** @type {readonly import("../editor/gestures.js").Tool[]} */
export const TOOLS = [
  lazyTool(
    { id: "select", keys: ["V", "1"], cursor: "default" },
    async () => (await selects()).select,
    { isForViewers: true },
  ),
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
  lazyTool({ id: "laser", keys: ["K"], cursor: "crosshair" }, async () => (await lasers()).laser),
  lazyTool(PART_ERASER, async () => (await partErasers()).partEraser),
];
