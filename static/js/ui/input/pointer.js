/**
 * Mouse, pen and fingers become gestures.
 *
 * One pointer at a time draws. It is captured, so a line goes on outside of the window, and it is
 * known by its id. A second finger takes over from the first, and both move and zoom the board: at once while the
 * first one's stroke is early, else when it moves itself, so that a line outlives a finger that only taps.
 *
 * No release is relied on: a pointer that draws is also gone when another one shows that it is.
 */

import { PenMode } from "./pen_mode.js";
import { Pinch } from "./pinch.js";
import { capture, Samples, screenPoint } from "./samples.js";
import { Touches } from "./touches.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {{x: number, y: number}} Point */

/** A stroke this young may be the first of two fingers, or a palm. */
const EARLY_MS = 100;

/** A pointer that was not heard of for so long may be gone, and gives way to a press of another kind. */
const SILENT_MS = 1_000;

/** A pen that rests may tell nothing at all, and fingers beside it are the hand that holds it. */
const RESTING_MS = 5_000;

/** Bits of `buttons`: what a pen reports while its tip, side button or eraser end is down. */
const TIP = 1;
const SIDE_BUTTON = 2;
const ERASER_END = 32;

const MIDDLE_BUTTON = 1;

/** Cursors by the name that a tool gives; others are names of CSS already. @type {Readonly<Record<string, string>>} */
const CURSORS = { pen: "crosshair", highlighter: "crosshair", eraser: "none" };

/**
 * @typedef {object} PointerOptions
 * @property {(place: Point | null) => void} [onPointer]  where the pointer is, in screen pixels
 * @property {(run: () => void) => void} [frame]  runs something before the next frame
 */

/**
 * The pointer that draws. `buttons` are those of which one has to stay down, `isPan` says that it only moves the board, `heard` when
 * it last did anything.
 * @typedef {{id: number, type: string, began: number, heard: number, buttons: number, isPan: boolean, samples: Samples, gesture: Gesture | null}} Drawing
 */

export class PointerInput {
  penMode = new PenMode();
  /** Every line has the same width, whatever a pen reports. */
  evenLine = false;
  #editor;
  #gestures;
  #surface;
  #onPointer;
  #frame;
  #fingers = new Touches();
  /** @type {Pinch | null} */
  #pinch = null;
  /** When the first of them came, and where the board was then. */
  #touched = { time: 0, x: 0, y: 0, zoom: 1 };
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
    lostpointercapture: (event) => this.#loseCapture(event),
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
    this.#onPointer = options.onPointer;
    this.#frame = options.frame ?? ((run) => requestAnimationFrame(run));
    this.#listen();
    // Escape, a tool or the end of the page may end a gesture: its pointer no longer keeps others from drawing.
    const end = gestures.live.subscribe((live) => {
      if (live !== this.#drawing?.gesture) this.#drawing = null;
    });
    this.#listening.signal.addEventListener("abort", end);
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
    if (event.pointerType === "pen") this.penMode.seen(event.timeStamp);
    this.#heard[event.type]?.(event);
  }

  #listen() {
    const { signal } = this.#listening;
    const hear = /** @type {EventListener} */ (/** @type {unknown} */ (this.hear.bind(this)));
    for (const type of Object.keys(this.#heard)) {
      this.#surface.addEventListener(type, hear, { signal });
    }
    this.#surface.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    // Without this the Scribble feature of an iPad swallows quick strokes of the pencil.
    const options = { passive: false, signal };
    this.#surface.addEventListener("touchmove", (event) => event.preventDefault(), options);
  }

  /** @param {PointerEvent} event */
  #enter(event) {
    this.#corner = this.#surface.getBoundingClientRect();
    if (event.buttons === 0) this.#makeRoom(event);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.#corner = this.#surface.getBoundingClientRect();
    // The browser would begin to select text and, on touch screens, repeat everything as a mouse.
    event.preventDefault();
    this.#surface.focus({ preventScroll: true });
    this.#makeRoom(event);
    if (event.pointerType === "touch") this.#pressFinger(event);
    else if (event.pointerType === "pen") this.#pressPen(event);
    else this.#pressMouse(event);
  }

  /** Ends the stroke of a pointer whose release was lost, as what another one does shows. @param {PointerEvent} event  a press or a hover */
  #makeRoom(event) {
    const drawing = this.#drawing;
    if (drawing !== null && isGone(drawing, event)) this.#interrupt(event);
  }

  /** @param {PointerEvent} event */
  #pressMouse(event) {
    if (this.#drawing !== null) return;
    if (event.button === MIDDLE_BUTTON) this.#begin(event, "hand");
    else if (event.button === 0) this.#begin(event);
  }

  /** @param {PointerEvent} event */
  #pressPen(event) {
    // The hand that holds the pen rests on the screen.
    if (this.#drawing?.type === "touch") this.#interrupt(event);
    const { time, ...place } = this.#touched;
    if (this.#fingers.count > 0 && this.penMode.isPalm(time)) this.#editor.camera.goTo(place);
    this.#forgetFingers();
    if (this.#drawing !== null) return;
    const erases = (event.buttons & (SIDE_BUTTON | ERASER_END)) !== 0;
    this.#begin(event, erases ? "eraser" : undefined);
  }

  /** @param {PointerEvent} event */
  #pressFinger(event) {
    if (this.#drawing !== null && this.#drawing.type !== "touch") return;
    if (this.penMode.isPalm(event.timeStamp)) return;
    if (event.isPrimary && this.#fingers.count > 0) {
      // It is the only finger on the screen: how the others left was not heard.
      this.#interrupt(event);
      this.#forgetFingers();
    }
    const point = screenPoint(event, this.#corner);
    this.#fingers.press(event.pointerId, point, event.timeStamp);
    if (this.#fingers.count === 1) {
      const { x, y, zoom } = this.#editor.camera;
      this.#touched = { time: event.timeStamp, x, y, zoom };
      this.#begin(event, this.penMode.active.value ? "hand" : undefined);
      return;
    }
    const drawing = this.#drawing;
    if (drawing === null || drawing.isPan || this.#isEarly(drawing, event)) this.#takeOver(event);
  }

  /** The first two fingers move and zoom the board from here on. @param {PointerEvent} event */
  #takeOver(event) {
    this.#interrupt(event);
    const pair = this.#fingers.pair();
    if (pair !== null) this.#pinch ??= new Pinch(this.#editor.camera, ...pair);
  }

  /** @param {Drawing} drawing @param {PointerEvent} event  that may end it */
  #isEarly(drawing, { timeStamp }) {
    return timeStamp - drawing.began < EARLY_MS || this.#fingers.isStill(drawing.id);
  }

  #forgetFingers() {
    this.#fingers.forget();
    this.#pinch = null;
  }

  /** @param {PointerEvent} event @param {string} [toolId]  the chosen tool when missing */
  #begin(event, toolId) {
    const { pointerId: id, pointerType: type, timeStamp: began } = event;
    const { camera, rights, tool } = this.#editor;
    const even = this.evenLine;
    const samples = new Samples(camera, this.#corner, { even });
    const first = { ...samples.one(event), shift: event.shiftKey };
    const chosen = this.#handHeld ? "hand" : (toolId ?? tool.value);
    const started = this.#gestures.begin(first, chosen);
    // Who may not draw can still look around with the same movement.
    if (!started && (rights.value.draw || !this.#gestures.begin(first, "hand"))) return;
    const isPan = !started || chosen === "hand";
    const buttons = type === "pen" ? TIP | SIDE_BUTTON | ERASER_END : event.buttons;
    const gesture = this.#gestures.live.value;
    this.#drawing = { id, type, began, heard: began, buttons, isPan, samples, gesture };
    capture(this.#surface, id);
    this.#tell(screenPoint(event, this.#corner));
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const { pointerId: id, pointerType: type } = event;
    const point = screenPoint(event, this.#corner);
    this.#fingers.move(id, point);
    if (event.buttons === 0) this.#makeRoom(event);
    if (this.#drawing?.id === id) this.#draw(event, this.#drawing);
    else if (type === "touch") this.#movePinch(event);
    const isMine = this.#drawing === null ? type !== "touch" : this.#drawing.id === id;
    if (isMine) this.#tell(point);
  }

  /** @param {PointerEvent} event @param {Drawing} drawing */
  #draw(event, drawing) {
    if (event.pointerType !== "touch" && (event.buttons & drawing.buttons) === 0) {
      // While another button is down a release is told as a move. With no button down the release was lost, for
      // example in a dialog of the system.
      if (event.buttons !== 0) this.#end(event, drawing);
      else this.#interrupt(event);
      return;
    }
    drawing.heard = event.timeStamp;
    this.#gestures.update(drawing.samples.all(event));
  }

  /** The pointer was lifted: its place is a point of the line too. @param {PointerEvent} event @param {Drawing} drawing */
  #end(event, drawing) {
    const last = drawing.samples.end(event);
    this.#gestures.update(last);
    this.#drawing = null;
    this.#gestures.finish();
  }

  /** @param {PointerEvent} event */
  #movePinch(event) {
    const { pointerId: id } = event;
    if (!this.#fingers.has(id)) return;
    if (this.#pinch === null && !this.#fingers.isStill(id)) this.#takeOver(event);
    const pair = this.#fingers.pair();
    if (pair !== null) this.#pinch?.move(...pair);
  }

  /** @param {PointerEvent} event */
  #lift(event) {
    const drawing = this.#drawing;
    if (drawing?.id === event.pointerId) this.#end(event, drawing);
    const taps = this.#fingers.lift(event.pointerId, event.timeStamp);
    this.#goOnPinching(event);
    if (taps === 2) this.#editor.undo();
    if (taps === 3) this.#editor.redo();
    if (event.pointerType === "touch" && this.#drawing === null) this.#leave();
  }

  /** A finger has gone: with two left these go on, a single one moves the board. @param {PointerEvent} event */
  #goOnPinching(event) {
    if (this.#pinch === null) return;
    const pair = this.#fingers.pair();
    // Measured from where these two are now: the board stays where it is.
    this.#pinch = pair === null ? null : new Pinch(this.#editor.camera, ...pair);
    const left = this.#fingers.only();
    if (left === null || this.#drawing !== null) return;
    const samples = new Samples(this.#editor.camera, this.#corner, { even: true });
    const place = this.#editor.camera.toBoard(left.point);
    const { timeStamp: time, pointerType: type } = event;
    if (!this.#gestures.begin({ ...place, pressure: 0, time, shift: false }, "hand")) return;
    const gesture = this.#gestures.live.value;
    const how = { buttons: 1, isPan: true, samples, gesture };
    this.#drawing = { id: left.id, type, began: time, heard: time, ...how };
  }

  /** The system has taken the pointer away. @param {PointerEvent} event */
  #cancel(event) {
    this.#lose(event);
    if (this.#drawing === null) this.#leave();
  }

  /** @param {PointerEvent} event */
  #loseCapture(event) {
    const drawing = this.#drawing;
    const isDown = drawing?.id === event.pointerId && (event.buttons & drawing.buttons) !== 0;
    // Something else on the page has taken it, while the hand goes on.
    if (isDown && event.pointerType !== "touch") capture(this.#surface, event.pointerId);
    else this.#lose(event);
  }

  /** The pointer has gone without an up event. @param {PointerEvent} event */
  #lose(event) {
    if (this.#drawing?.id === event.pointerId) this.#interrupt(event);
    if (!this.#fingers.has(event.pointerId)) return;
    this.#fingers.lose(event.pointerId);
    this.#goOnPinching(event);
  }

  /** Ends the stroke as the rule of `Gestures` says. @param {PointerEvent} event  that ends it */
  #interrupt(event) {
    const drawing = this.#drawing;
    this.#drawing = null;
    if (drawing === null) return;
    this.#gestures.interrupt({ isEarly: this.#isEarly(drawing, event) });
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

/**
 * Whether what another pointer does shows that one which draws is no longer there. Two of a kind are never both
 * primary; fingers have rules of their own.
 * @param {Drawing} drawing
 * @param {PointerEvent} event  a press or a hover
 */
function isGone({ id, type, heard }, event) {
  const isPress = event.type === "pointerdown";
  // A pointer that is down comes down only once.
  if (event.pointerId === id) return isPress;
  const other = event.pointerType;
  if (other === type && type === "touch") return false;
  if (other === type && event.isPrimary) return true;
  const patience = type === "pen" && other === "touch" ? RESTING_MS : SILENT_MS;
  return isPress && event.timeStamp - heard >= patience;
}
