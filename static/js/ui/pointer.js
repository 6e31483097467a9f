/**
 * Mouse, pen and fingers become gestures.
 *
 * One pointer at a time draws. It is captured, so a line goes on outside of the window, and it is
 * known by its id, so nothing that another pointer does can end it. A second finger takes the first
 * one's work over: both then move and zoom the board.
 */

import { Fingers } from "./fingers.js";
import { PenMode } from "./pen_mode.js";
import { Pinch } from "./pinch.js";
import { capture, Samples, screenPoint } from "./samples.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/tool.js").Gesture} Gesture */
/** @typedef {import("../editor/tool.js").Gestures} Gestures */
/** @typedef {{x: number, y: number}} Point */

/** A stroke this young is withdrawn when a second finger comes: the first one was early. */
const EARLY_MS = 100;

/** So is one that has not moved yet, for a little longer; else slow pinches would leave dots. */
const EARLY_STILL_MS = 250;

/** Bits of `buttons`: what a pen reports while its side button is held or its eraser end is down. */
const SIDE_BUTTON = 2;
const ERASER_END = 32;

const MIDDLE_BUTTON = 1;

/** Cursors by the name that a tool gives; others are names of CSS already. @type {Readonly<Record<string, string>>} */
const CURSORS = { pen: "crosshair", highlighter: "crosshair", eraser: "none" };

/**
 * @typedef {object} PointerOptions
 * @property {() => void} [onPenFound]  pen mode was turned on by itself
 * @property {(place: Point | null) => void} [onPointer]  where the pointer is, in screen pixels
 * @property {(run: () => void) => void} [frame]  runs something before the next frame
 */

/** The pointer that draws. @typedef {{id: number, type: string, began: number, samples: Samples, gesture: Gesture | null}} Drawing */

export class PointerInput {
  penMode = new PenMode();
  /** Every line has the same width, whatever a pen reports. */
  evenLine = false;
  #editor;
  #gestures;
  #surface;
  #onPenFound;
  #onPointer;
  #frame;
  #fingers = new Fingers();
  /** @type {Pinch | null} */
  #pinch = null;
  /** @type {Drawing | null} */
  #drawing = null;
  #handHeld = false;
  /** Where the surface is in the window. */
  #corner = { left: 0, top: 0 };
  /** The place that the others have not been told yet. @type {Point | null | undefined} */
  #untold;
  #listening = new AbortController();
  /** By the type of the event. @type {Readonly<Record<string, (event: PointerEvent) => void>>} */
  #heard = {
    pointerenter: (event) => this.#enter(event),
    pointerdown: (event) => this.#press(event),
    pointermove: (event) => this.#move(event),
    pointerup: (event) => this.#lift(event),
    pointercancel: (event) => this.#cancel(event),
    lostpointercapture: (event) => this.#lose(event),
    pointerleave: () => this.#leave(),
  };

  /**
   * @param {Editor} editor
   * @param {Gestures} gestures
   * @param {HTMLElement} surface
   * @param {PointerOptions} [options]
   */
  constructor(editor, gestures, surface, options = {}) {
    this.#editor = editor;
    this.#gestures = gestures;
    this.#surface = surface;
    this.#onPenFound = options.onPenFound;
    this.#onPointer = options.onPointer;
    this.#frame = options.frame ?? ((run) => requestAnimationFrame(run));
    this.#listen();
    const showCursor = () => this.#showCursor();
    for (const signal of [editor.tool, editor.rights, gestures.live]) {
      const stop = signal.subscribe(showCursor);
      this.#listening.signal.addEventListener("abort", stop);
    }
    this.#showCursor();
  }

  /** While the hand is held the pointer moves the board, whatever the tool. @param {boolean} held */
  holdHand(held) {
    if (this.#handHeld === held) return;
    this.#handHeld = held;
    this.#showCursor();
  }

  stop() {
    this.#listening.abort();
  }

  /** What a pointer did on the surface, now or before this was there. @param {PointerEvent} event */
  hear(event) {
    this.#heard[event.type]?.(event);
  }

  #listen() {
    const { signal } = this.#listening;
    for (const [type, heard] of Object.entries(this.#heard)) {
      this.#surface.addEventListener(type, /** @type {EventListener} */ (heard), { signal });
    }
    this.#surface.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    // Without this the Scribble feature of an iPad swallows quick strokes of the pencil.
    const options = { passive: false, signal };
    this.#surface.addEventListener("touchmove", (event) => event.preventDefault(), options);
  }

  /** @param {PointerEvent} event */
  #enter(event) {
    this.#corner = this.#surface.getBoundingClientRect();
    if (event.pointerType === "pen") this.#foundPen();
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.#corner = this.#surface.getBoundingClientRect();
    // The browser would begin to select text and, on touch screens, repeat everything as a mouse.
    event.preventDefault();
    this.#surface.focus({ preventScroll: true });
    if (event.pointerType === "touch") this.#pressFinger(event);
    else if (event.pointerType === "pen") this.#pressPen(event);
    else this.#pressMouse(event);
  }

  /** @param {PointerEvent} event */
  #pressMouse(event) {
    if (this.#drawing !== null) return;
    if (event.button === MIDDLE_BUTTON) this.#begin(event, "hand");
    else if (event.button === 0) this.#begin(event);
  }

  /** @param {PointerEvent} event */
  #pressPen(event) {
    this.#foundPen();
    // The hand that holds the pen rests on the screen: what it did so far was no drawing.
    this.#fingers.forget();
    this.#pinch = null;
    if (this.#drawing?.type === "touch") this.#withdraw();
    if (this.#drawing !== null) return;
    const erases = (event.buttons & (SIDE_BUTTON | ERASER_END)) !== 0;
    this.#begin(event, erases ? "eraser" : undefined);
  }

  /** @param {PointerEvent} event */
  #pressFinger(event) {
    if (this.#drawing !== null && this.#drawing.type !== "touch") return;
    const point = screenPoint(event, this.#corner);
    this.#fingers.press(event.pointerId, point, event.timeStamp);
    if (this.#fingers.count === 1) {
      this.#begin(event, this.penMode.active.value ? "hand" : undefined);
      return;
    }
    this.#yieldTo(event.timeStamp);
    const pair = this.#fingers.pair();
    if (pair !== null) this.#pinch ??= new Pinch(this.#editor.camera, ...pair);
  }

  /** The stroke of the first finger makes way for two. @param {number} time */
  #yieldTo(time) {
    if (this.#drawing === null) return;
    const { id, began } = this.#drawing;
    const patience = this.#fingers.isStill(id) ? EARLY_STILL_MS : EARLY_MS;
    if (time - began < patience) this.#withdraw();
    else this.#finish();
  }

  /** @param {PointerEvent} event @param {string} [toolId]  the chosen tool when missing */
  #begin(event, toolId) {
    const { pointerId: id, pointerType: type, timeStamp: began } = event;
    const { camera, rights } = this.#editor;
    const even = this.evenLine;
    const samples = new Samples(camera, this.#corner, { even });
    const first = { ...samples.one(event), shift: event.shiftKey };
    const tool = this.#handHeld ? "hand" : toolId;
    const started = this.#gestures.begin(first, tool);
    // Who may not draw can still look around with the same movement.
    if (!started && (rights.value.draw || !this.#gestures.begin(first, "hand"))) return;
    this.#drawing = { id, type, began, samples, gesture: this.#gestures.live.value };
    capture(this.#surface, id);
    this.#tell(screenPoint(event, this.#corner));
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const { pointerId: id, pointerType: type } = event;
    const point = screenPoint(event, this.#corner);
    this.#fingers.move(id, point);
    if (this.#drawing?.id === id) this.#draw(event, this.#drawing);
    else if (type === "touch") this.#movePinch(id);
    else if (type === "pen") this.#foundPen();
    const isMine = this.#drawing === null ? type !== "touch" : this.#drawing.id === id;
    if (isMine) this.#tell(point);
  }

  /** @param {PointerEvent} event @param {Drawing} drawing */
  #draw(event, drawing) {
    if (event.pointerType === "mouse" && event.buttons === 0) {
      // Its up event was lost, for example in a dialog of the system.
      this.#finish();
      return;
    }
    const points = drawing.samples.all(event);
    if (this.#owns(drawing)) this.#gestures.update(points);
  }

  /** @param {number} id */
  #movePinch(id) {
    const pair = this.#fingers.has(id) ? this.#fingers.pair() : null;
    if (pair !== null) this.#pinch?.move(...pair);
  }

  /** @param {PointerEvent} event */
  #lift(event) {
    const drawing = this.#drawing;
    if (drawing?.id === event.pointerId) {
      // Where it was lifted is a point of the line too.
      const last = drawing.samples.end(event);
      if (this.#owns(drawing)) this.#gestures.update(last);
      this.#finish();
    }
    const taps = this.#fingers.lift(event.pointerId, event.timeStamp);
    if (this.#fingers.count < 2) this.#endPinch(event);
    if (taps === 2) this.#editor.undo();
    if (taps === 3) this.#editor.redo();
    if (event.pointerType === "touch" && this.#drawing === null) this.#leave();
  }

  /** The finger that stays goes on moving the board. @param {PointerEvent} event */
  #endPinch(event) {
    if (this.#pinch === null) return;
    this.#pinch = null;
    const left = this.#fingers.only();
    if (left === null || this.#drawing !== null) return;
    const samples = new Samples(this.#editor.camera, this.#corner, { even: true });
    const place = this.#editor.camera.toBoard(left.point);
    const { timeStamp: time, pointerType: type } = event;
    if (!this.#gestures.begin({ ...place, pressure: 0, time, shift: false }, "hand")) return;
    const gesture = this.#gestures.live.value;
    this.#drawing = { id: left.id, type, began: time, samples, gesture };
  }

  /** @param {PointerEvent} event */
  #cancel(event) {
    this.#fingers.lose(event.pointerId);
    if (this.#fingers.count < 2) this.#pinch = null;
    if (this.#drawing?.id === event.pointerId) this.#withdraw();
    if (this.#drawing === null) this.#leave();
  }

  /** The element lost the pointer without an up event: keep what was drawn. @param {PointerEvent} event */
  #lose(event) {
    if (this.#drawing?.id === event.pointerId) this.#finish();
    if (this.#fingers.has(event.pointerId)) this.#fingers.lose(event.pointerId);
    if (this.#fingers.count < 2) this.#pinch = null;
  }

  #finish() {
    const drawing = this.#drawing;
    this.#drawing = null;
    if (drawing !== null && this.#owns(drawing)) this.#gestures.finish();
  }

  #withdraw() {
    const drawing = this.#drawing;
    this.#drawing = null;
    if (drawing !== null && this.#owns(drawing)) this.#gestures.cancel();
  }

  /** Escape may have ended the gesture, and keys begun another. @param {Drawing} drawing */
  #owns(drawing) {
    return drawing.gesture !== null && this.#gestures.live.value === drawing.gesture;
  }

  #foundPen() {
    if (this.penMode.seen()) this.#onPenFound?.();
  }

  #leave() {
    if (this.#drawing === null) this.#tell(null);
  }

  /** Shows the pointer here at once and to the others once a frame. @param {Point | null} place */
  #tell(place) {
    this.#onPointer?.(place);
    const waits = this.#untold !== undefined;
    this.#untold = place;
    if (waits) return;
    this.#frame(() => {
      const latest = this.#untold ?? null;
      this.#untold = undefined;
      this.#editor.pointAt(latest === null ? null : this.#editor.camera.toBoard(latest));
    });
  }

  #showCursor() {
    const { tool, rights } = this.#editor;
    const moves = this.#drawing !== null || this.#gestures.live.value !== null;
    const name = this.#handHeld ? "grab" : (this.#gestures.tool(tool.value)?.cursor ?? "default");
    const needsRights = name !== "default" && !rights.value.draw;
    const cursor = needsRights ? "grab" : (CURSORS[name] ?? name);
    const shown = cursor === "grab" && moves ? "grabbing" : cursor;
    const { style } = this.#surface;
    if (style.cursor !== shown) style.cursor = shown;
  }
}
