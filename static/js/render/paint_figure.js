/**
 * Paints figures on a canvas whose transform is in units of the shape, and measures text for them.
 */

import { isCountless } from "../model/fill.js";
import { cssFont } from "./fonts.js";
import { MIN_WIDTH_PX } from "./thin_ink.js";

/** @typedef {import("../model/figure.js").Figure} Figure */
/** @typedef {import("../model/figure.js").Measure} Measure */
/** @typedef {import("../model/figure.js").PathPart} PathPart */
/** @typedef {import("../model/figure.js").Step} Step */
/** @typedef {import("../model/figure.js").TextLine} TextLine */
/** @typedef {import("../model/figure.js").TextPart} TextPart */

/** Font size at which text is measured and painted, then scaled, because browsers round the widths of small fonts. */
const MEASURED = 512;

/** Below this font size in device pixels a line is painted as a bar. */
const LEGIBLE_PX = 3;

/** Height of such a bar, and its top above the baseline, as shares of the font size. */
const BAR = { height: 0.35, above: 0.525 };

/** How a canvas names the anchors. */
const ALIGNMENTS = /** @type {const} */ ({ start: "start", middle: "center", end: "end" });

/** @param {CanvasRenderingContext2D} ctx @returns {Measure} */
export function measureOn(ctx) {
  return (face) => {
    ctx.font = cssFont(face, MEASURED);
    return (text) => ctx.measureText(text).width / MEASURED;
  };
}

/** @param {CanvasRenderingContext2D} ctx @param {Figure} figure @param {number} k  device pixels a unit */
export function paintFigure(ctx, figure, k) {
  for (const part of figure) {
    if (part.type === "path") paintPath(ctx, part, k);
    else paintText(ctx, part, k);
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {PathPart} part @param {number} k */
function paintPath(ctx, { steps, fill, stroke, shadow, clip }, k) {
  ctx.save();
  if (clip !== undefined) {
    ctx.beginPath();
    trace(ctx, clip);
    ctx.clip();
  }
  ctx.beginPath();
  trace(ctx, steps);
  if (fill !== undefined) {
    ctx.save();
    if (shadow !== undefined) {
      // Shadows are in canvas pixels, independent of the transform.
      ctx.shadowColor = shadow.colour;
      ctx.shadowOffsetY = shadow.down * k;
      ctx.shadowBlur = shadow.blur * k;
    }
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.restore();
  }
  if (stroke !== undefined) {
    ctx.strokeStyle = stroke.colour;
    ctx.lineWidth = Math.max(stroke.width, MIN_WIDTH_PX / k);
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    const { dashes } = stroke;
    // Dashes that are shorter than a pixel would only cost time.
    const areVisible = dashes !== undefined && stroke.width * k >= MIN_WIDTH_PX;
    if (areVisible && !isCountless(dashes, steps)) ctx.setLineDash([...dashes]);
    ctx.stroke();
  }
  ctx.restore();
}

/** @param {CanvasRenderingContext2D} ctx @param {readonly Step[]} steps */
function trace(ctx, steps) {
  for (const step of steps) {
    if (step[0] === "M") ctx.moveTo(step[1], step[2]);
    else if (step[0] === "L") ctx.lineTo(step[1], step[2]);
    else if (step[0] === "Q") ctx.quadraticCurveTo(step[1], step[2], step[3], step[4]);
    else if (step[0] === "C") {
      ctx.bezierCurveTo(step[1], step[2], step[3], step[4], step[5], step[6]);
    } else ctx.closePath();
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {TextPart} part @param {number} k */
function paintText(ctx, { lines, room, size, weight, font, colour, clip }, k) {
  ctx.save();
  if (clip !== undefined) {
    ctx.beginPath();
    trace(ctx, clip);
    ctx.clip();
  }
  ctx.fillStyle = colour;
  if (size * k < LEGIBLE_PX) {
    for (const line of lines) {
      const width = Math.min(line.width, room);
      ctx.fillRect(leftOf(line, width), line.y - BAR.above * size, width, BAR.height * size);
    }
  } else {
    ctx.font = cssFont({ font, weight }, MEASURED);
    ctx.textBaseline = "alphabetic";
    const scale = size / MEASURED;
    ctx.scale(scale, scale);
    for (const { text, x, y, anchor, direction, width } of lines) {
      ctx.direction = direction;
      ctx.textAlign = ALIGNMENTS[anchor];
      if (width <= room) ctx.fillText(text, x / scale, y / scale);
      else ctx.fillText(text, x / scale, y / scale, room / scale);
    }
  }
  ctx.restore();
}

/** The left end of a line. @param {TextLine} line @param {number} width */
function leftOf({ x, anchor, direction }, width) {
  if (anchor === "middle") return x - width / 2;
  return (anchor === "start") === (direction === "ltr") ? x : x - width;
}
