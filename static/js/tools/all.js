/**
 * All tools, in the order of the ledge.
 */

import { eraser } from "./eraser.js";
import { hand } from "./hand.js";
import { highlighter, pen } from "./ink.js";
import { select } from "./select.js";
import { note, text } from "./text.js";

/** @type {readonly import("../editor/gestures.js").Tool[]} */
export const TOOLS = [select, hand, pen, highlighter, eraser, text, note];
