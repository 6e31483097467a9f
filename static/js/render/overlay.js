/**
 * The overlay canvas: selection frames and handles, the marquee, the eraser's ring and the cursors of the others. All sizes are in CSS
 * pixels, independent of the zoom.
 */

import { FRAME_GAP } from "../editor/handles.js";
import { ACCENT, PAPER, SURFACE } from "../model/colour.js";
import { graphemes } from "../model/names.js";

/** @typedef {import("../editor/handles.js").Handle} Handle */
/** @typedef {import("../editor/selection_frame.js").Frame} Frame */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("./cursors.js").SeenCursor} SeenCursor */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("../model/snap.js").Guide} Guide */
/** @typedef {{x: number, y: number}} Point */
/**
 * @typedef {object} Scene
 * @property {readonly Box[]} frames  around each selected shape, in units
 * @property {Frame | null} frame  around all selected shapes
 * @property {readonly Handle[]} handles
 * @property {Box | null} marquee  in units
 * @property {readonly Guide[]} guides  in units
 * @property {readonly (readonly Point[])[]} targets  outlines of the shapes that a line binds to, in units
 * @property {{place: Point, radius: number} | null} ring  in CSS pixels
 * @property {readonly SeenCursor[]} cursors
 */

const FRAME_WIDTH = 1.5;

/** The outline of a shape that a line binds to. */
const TARGET_WIDTH = 3;

/** Side and corner radius of a handle, and its pale edge, which keeps it visible on ink of any colour. */
const HANDLE = { side: 10, corner: 3, edge: 3.5 };

/** Handles are larger where all controls are: on a projector. */
const LARGE = 1.3;
const FRAME_CORNER = 3;

/** Half the length of the ticks at the ends of a gap. */
const TICK = 4;

/** Opacity of the frames around single shapes, and of the marquee's fill. */
const SINGLE_ALPHA = 0.45;
const MARQUEE_ALPHA = 0.08;

/** The arrow of a cursor, with its tip at the origin. */
const ARROW = "M0 0 15.6 6.2 8.9 8.6 6.2 15.4z";
const ARROW_EDGE = 1.5;

/** The tag with the name below it. */
const TAG = { x: 13, y: 15, height: 22, padding: 9, font: "600 12.5px system-ui, sans-serif" };
const TAG_CORNERS = [2, 7, 7, 7];

/** Letters of a name that a tag shows. */
const MAX_LETTERS = 24;

const WHITE = "#FFFFFF";

export class Overlay {
  /** @type {Theme} */
  theme;
  /** Whether the controls are large, as on a projector. */
  isLarge = false;
  #canvas;
  #ctx;
  #arrow = new Path2D(ARROW);
  /** Widths of names in the tag's font. @type {Map<string, number>} */
  #widths = new Map();
  #empty = true;

  /** @param {HTMLCanvasElement} canvas @param {Theme} theme */
  constructor(canvas, theme) {
    const ctx = canvas.getContext("2d");
    if (ctx === null) throw new Error("this browser has no 2D canvas");
    this.#canvas = canvas;
    this.#ctx = ctx;
    this.theme = theme;
  }

  /** @param {number} width @param {number} height  device pixels */
  resize(width, height) {
    if (this.#canvas.width === width && this.#canvas.height === height) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#empty = true;
  }

  /** @param {View} view @param {Scene} scene */
  paint(view, { frames, frame, handles, marquee, guides, targets, ring, cursors }) {
    const ctx = this.#ctx;
    const isFrameless = frame === null && handles.length === 0;
    const isBare = isFrameless && marquee === null && guides.length === 0 && targets.length === 0;
    const empty = isBare && ring === null && cursors.length === 0;
    if (empty && this.#empty) return;
    this.#empty = empty;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    ctx.setTransform(view.dpr, 0, 0, view.dpr, 0, 0);
    if (frame !== null) this.#frames(view, frames, frame);
    for (const handle of handles) this.#handle(view, handle, frame?.angle ?? 0);
    if (marquee !== null) this.#marquee(screenBox(marquee, view));
    for (const target of targets) this.#target(target, view);
    for (const guide of guides) this.#guide(guide, view);
    if (ring !== null) this.#ring(ring.place, ring.radius);
    for (const cursor of cursors) this.#cursor(cursor, view);
  }

  /** @param {View} view @param {readonly Box[]} frames @param {Frame} frame */
  #frames(view, frames, frame) {
    const ctx = this.#ctx;
    ctx.strokeStyle = ACCENT[this.theme];
    ctx.globalAlpha = SINGLE_ALPHA;
    ctx.lineWidth = 1;
    for (const each of frames) outline(ctx, screenBox(each, view), 1);
    ctx.globalAlpha = 1;
    ctx.lineWidth = FRAME_WIDTH;
    const px = view.dpr / view.k;
    const [w, h] = [frame.w + 2 * frame.pad, frame.h + 2 * frame.pad];
    const middle = screenPoint(frame, view);
    ctx.save();
    ctx.translate(middle.x, middle.y);
    ctx.rotate(frame.angle);
    const [x, y] = [w / px / 2, h / px / 2];
    outline(ctx, { minX: -x, minY: -y, maxX: x, maxY: y }, FRAME_GAP);
    ctx.restore();
  }

  /** @param {View} view @param {Handle} handle @param {number} angle  of the frame */
  #handle(view, { kind, at }, angle) {
    const ctx = this.#ctx;
    const place = screenPoint(at, view);
    const side = HANDLE.side * (this.isLarge ? LARGE : 1);
    ctx.save();
    ctx.translate(place.x, place.y);
    ctx.rotate(angle);
    ctx.beginPath();
    if (kind === "resize") ctx.roundRect(-side / 2, -side / 2, side, side, HANDLE.corner);
    else ctx.arc(0, 0, kind === "rotate" ? 0.8 * side : side / 2 + 0.5, 0, 2 * Math.PI);
    ctx.lineWidth = HANDLE.edge;
    ctx.strokeStyle = PAPER[this.theme];
    ctx.stroke();
    ctx.fillStyle = SURFACE[this.theme];
    ctx.fill();
    ctx.lineWidth = FRAME_WIDTH;
    ctx.strokeStyle = ACCENT[this.theme];
    ctx.stroke();
    if (kind === "rotate") this.#turnArrow(0.4 * side);
    ctx.restore();
  }

  /** The sign of the handle that turns: most of a circle, with a head. @param {number} radius */
  #turnArrow(radius) {
    const ctx = this.#ctx;
    const head = radius * 0.6;
    ctx.beginPath();
    ctx.arc(0, 0, radius, -Math.PI * 0.9, Math.PI * 0.5);
    ctx.moveTo(head, radius - head);
    ctx.lineTo(0, radius);
    ctx.lineTo(head, radius + head);
    ctx.stroke();
  }

  /** @param {Box} box  CSS pixels */
  #marquee({ minX, minY, maxX, maxY }) {
    const ctx = this.#ctx;
    ctx.fillStyle = ACCENT[this.theme];
    ctx.strokeStyle = ACCENT[this.theme];
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.rect(minX, minY, maxX - minX, maxY - minY);
    ctx.globalAlpha = MARQUEE_ALPHA;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.stroke();
  }

  /** @param {readonly Point[]} corners @param {View} view */
  #target(corners, view) {
    const ctx = this.#ctx;
    ctx.beginPath();
    for (const corner of corners) {
      const { x, y } = screenPoint(corner, view);
      ctx.lineTo(x, y);
    }
    ctx.closePath();
    ctx.fillStyle = ACCENT[this.theme];
    ctx.strokeStyle = ACCENT[this.theme];
    ctx.globalAlpha = MARQUEE_ALPHA;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.lineWidth = TARGET_WIDTH;
    ctx.lineJoin = "round";
    ctx.stroke();
  }

  /** @param {Guide} guide @param {View} view */
  #guide({ from, to, isGap }, view) {
    const ctx = this.#ctx;
    const [start, end] = [screenPoint(from, view), screenPoint(to, view)];
    const isFlat = Math.abs(end.y - start.y) < Math.abs(end.x - start.x);
    ctx.beginPath();
    ctx.moveTo(start.x, start.y);
    ctx.lineTo(end.x, end.y);
    for (const { x, y } of isGap ? [start, end] : []) {
      ctx.moveTo(isFlat ? x : x - TICK, isFlat ? y - TICK : y);
      ctx.lineTo(isFlat ? x : x + TICK, isFlat ? y + TICK : y);
    }
    ctx.globalAlpha = 1;
    ctx.lineWidth = 1;
    ctx.strokeStyle = ACCENT[this.theme];
    ctx.stroke();
  }

  /** @param {Point} place @param {number} radius */
  #ring({ x, y }, radius) {
    const ctx = this.#ctx;
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    // The pale edge keeps the ring visible on ink of any colour.
    ctx.globalAlpha = 0.85;
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = PAPER[this.theme];
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.lineWidth = FRAME_WIDTH;
    ctx.strokeStyle = ACCENT[this.theme];
    ctx.stroke();
  }

  /** @param {SeenCursor} cursor @param {View} view */
  #cursor({ name, colour, x, y, alpha }, view) {
    const ctx = this.#ctx;
    const place = screenPoint({ x, y }, view);
    ctx.save();
    ctx.globalAlpha = alpha;
    ctx.translate(place.x, place.y);
    ctx.lineJoin = "round";
    ctx.lineWidth = 2 * ARROW_EDGE;
    ctx.strokeStyle = WHITE;
    ctx.stroke(this.#arrow);
    ctx.fillStyle = colour;
    ctx.fill(this.#arrow);
    this.#tag(truncatedName(name));
    ctx.restore();
  }

  /** @param {string} name */
  #tag(name) {
    if (name === "") return;
    const ctx = this.#ctx;
    ctx.font = TAG.font;
    ctx.beginPath();
    ctx.roundRect(TAG.x, TAG.y, this.#widthOf(name) + 2 * TAG.padding, TAG.height, TAG_CORNERS);
    ctx.fill();
    ctx.fillStyle = WHITE;
    ctx.textBaseline = "middle";
    ctx.fillText(name, TAG.x + TAG.padding, TAG.y + TAG.height / 2 + 0.5);
  }

  /** @param {string} name */
  #widthOf(name) {
    const known = this.#widths.get(name);
    if (known !== undefined) return known;
    // Bounds the cache: names come and go all day on a board that stays open.
    if (this.#widths.size > 500) this.#widths.clear();
    const { width } = this.#ctx.measureText(name);
    this.#widths.set(name, width);
    return width;
  }
}

/** @param {Point} point  units @param {View} view @returns {Point} CSS pixels */
function screenPoint({ x, y }, { k, ox, oy, dpr }) {
  return { x: (x * k - ox) / dpr, y: (y * k - oy) / dpr };
}

/** @param {Box} box  units @param {View} view @returns {Box} CSS pixels */
function screenBox({ minX, minY, maxX, maxY }, view) {
  const corner = screenPoint({ x: minX, y: minY }, view);
  const other = screenPoint({ x: maxX, y: maxY }, view);
  return { minX: corner.x, minY: corner.y, maxX: other.x, maxY: other.y };
}

/** @param {CanvasRenderingContext2D} ctx @param {Box} box  CSS pixels @param {number} gap */
function outline(ctx, { minX, minY, maxX, maxY }, gap) {
  ctx.beginPath();
  const width = maxX - minX + 2 * gap;
  ctx.roundRect(minX - gap, minY - gap, width, maxY - minY + 2 * gap, FRAME_CORNER);
  ctx.stroke();
}

/** @param {string} name */
function truncatedName(name) {
  const letters = graphemes(name);
  return letters.length > MAX_LETTERS ? `${letters.slice(0, MAX_LETTERS).join("")}…` : name;
}
