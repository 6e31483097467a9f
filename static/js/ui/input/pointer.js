/**
 * Turns mouse, pen and touch events into gestures.
 *
 * One pointer at a time is active, known by its id. It is captured, so that a line continues outside of the window. A
 * second finger starts a pinch: at once while the first stroke is early, else when it moves, so that a line continues
 * while another finger only taps.
 *
 * A release may be lost: events of another pointer can also show that the active one is gone.
 */

import { PenMode } from "./pen_mode.js";
import { capture, keysOf, Samples, screenPoint } from "./samples.js";
import { Pinch, Touches } from "./touches.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {{x: number, y: number}} Point */

/** A stroke this young may be the first of two fingers, or a palm. */
const EARLY_MS = 100;

/** After this silence the active pointer gives way to a press of another kind. */
const SILENT_MS = 1_000;

/** The same for a press of a finger: a resting pen sends no events, and the finger may be the hand that holds it. */
const PEN_SILENT_MS = 5_000;

/** Bits of `buttons` for the tip, side button and eraser end of a pen. */
const TIP = 1;
const SIDE_BUTTON = 2;
const ERASER_END = 32;

const MIDDLE_BUTTON = 1;

/** CSS cursors by the name of a tool's cursor; other names are CSS cursors already. @type {Readonly<Record<string, string>>} */
const CURSORS = { pen: "crosshair", highlighter: "crosshair", eraser: "none" };

/**
 * @typedef {object} PointerOptions
 * @property {(place: Point | null) => void} [onPointer]  receives the pointer position in screen pixels
 * @property {(run: () => void) => void} [frame]  runs a callback before the next frame
 */

/**
 * The pointer of the live gesture. One of `buttons` must stay down; `isPan`: it only moves the board; `lastEventAt`: time
 * of its last event.
 * @typedef {{id: number, type: string, startedAt: number, lastEventAt: number, buttons: number, isPan: boolean, samples: Samples, gesture: Gesture | null}} ActivePointer
 */

export class PointerInput {
  penMode = new PenMode();
  /** Ignores pressure: every line has the same width. */
  evenLine = false;
  #editor;
  #gestures;
  #surface;
  #onPointer;
  #frame;
  #fingers = new Touches();
  /** @type {Pinch | null} */
  #pinch = null;
  /** Time of the first finger's press, and the camera then. */
  #touchStart = { time: 0, x: 0, y: 0, zoom: 1 };
  /** @type {ActivePointer | null} */
  #active = null;
  #isHandHeld = false;
  /** The cursor over what is under the pointer, such as a handle. @type {string | null} */
  #cursorHere = null;
  /** Position of the surface in the window. */
  #origin = { left: 0, top: 0 };
  /** The position to send in the next frame; undefined when none is scheduled. @type {Point | null | undefined} */
  #unsentPoint;
  #listening = new AbortController();
  /** By the type of the event. @type {Readonly<Record<string, (event: PointerEvent) => void>>} */
  #handlers = {
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
    // Escape, a tool change or the end of the page may end the gesture: its pointer must not block others.
    const end = gestures.live.subscribe((live) => {
      if (live !== this.#active?.gesture) this.#active = null;
    });
    this.#listening.signal.addEventListener("abort", end);
    const showCursor = () => this.#showCursor();
    for (const signal of [editor.tool, editor.rights, gestures.live]) {
      const stop = signal.subscribe(showCursor);
      this.#listening.signal.addEventListener("abort", stop);
    }
    this.#showCursor();
  }

  /** Makes the pointer pan while the hand key is held, with any tool. @param {boolean} held */
  holdHand(held) {
    if (this.#isHandHeld === held) return;
    this.#isHandHeld = held;
    this.#showCursor();
  }

  stop() {
    this.#listening.abort();
  }

  /** Handles a pointer event of the surface, live or replayed. @param {PointerEvent} event */
  handle(event) {
    if (event.pointerType === "pen") this.penMode.seen(event.timeStamp);
    this.#handlers[event.type]?.(event);
  }

  #listen() {
    const { signal } = this.#listening;
    const handle = /** @type {EventListener} */ (/** @type {unknown} */ (this.handle.bind(this)));
    for (const type of Object.keys(this.#handlers)) {
      this.#surface.addEventListener(type, handle, { signal });
    }
    this.#surface.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    // Without this the iPad's Scribble swallows quick strokes of the pencil.
    const options = { passive: false, signal };
    this.#surface.addEventListener("touchmove", (event) => event.preventDefault(), options);
  }

  /** @param {PointerEvent} event */
  #enter(event) {
    this.#origin = this.#surface.getBoundingClientRect();
    if (event.buttons === 0) this.#endLostStroke(event);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.#origin = this.#surface.getBoundingClientRect();
    // The browser would select text and, on touch screens, repeat the events as mouse events.
    event.preventDefault();
    this.#surface.focus({ preventScroll: true });
    this.#endLostStroke(event);
    if (event.pointerType === "touch") this.#pressFinger(event);
    else if (event.pointerType === "pen") this.#pressPen(event);
    else this.#pressMouse(event);
  }

  /** Ends the active stroke if an event of another pointer shows that its release was lost. @param {PointerEvent} event  a press or a hover */
  #endLostStroke(event) {
    const active = this.#active;
    if (active !== null && isReleaseLost(active, event)) this.#interrupt(event);
  }

  /** @param {PointerEvent} event */
  #pressMouse(event) {
    if (this.#active !== null) return;
    if (event.button === MIDDLE_BUTTON) this.#begin(event, "hand");
    else if (event.button === 0) this.#begin(event);
  }

  /** @param {PointerEvent} event */
  #pressPen(event) {
    // The hand that holds the pen rests on the screen.
    if (this.#active?.type === "touch") this.#interrupt(event);
    const { time, ...place } = this.#touchStart;
    if (this.#fingers.count > 0 && this.penMode.isPalm(time)) this.#editor.camera.goTo(place);
    this.#forgetFingers();
    if (this.#active !== null) return;
    const erases = (event.buttons & (SIDE_BUTTON | ERASER_END)) !== 0;
    this.#begin(event, erases ? "eraser" : undefined);
  }

  /** @param {PointerEvent} event */
  #pressFinger(event) {
    if (this.#active !== null && this.#active.type !== "touch") return;
    if (this.penMode.isPalm(event.timeStamp)) return;
    if (event.isPrimary && this.#fingers.count > 0) {
      // A primary touch is the only finger on the screen: the releases of the others were lost.
      this.#interrupt(event);
      this.#forgetFingers();
    }
    const point = screenPoint(event, this.#origin);
    this.#fingers.press(event.pointerId, point, event.timeStamp);
    if (this.#fingers.count === 1) {
      const { x, y, zoom } = this.#editor.camera;
      this.#touchStart = { time: event.timeStamp, x, y, zoom };
      this.#begin(event, this.penMode.active.value ? "hand" : undefined);
      return;
    }
    const active = this.#active;
    if (active === null || active.isPan || this.#isEarly(active, event)) this.#startPinch(event);
  }

  /** Ends the stroke and pinches with the first two fingers. @param {PointerEvent} event */
  #startPinch(event) {
    this.#interrupt(event);
    const pair = this.#fingers.pair();
    if (pair !== null) this.#pinch ??= new Pinch(this.#editor.camera, ...pair);
  }

  /** @param {ActivePointer} active @param {PointerEvent} event  the event that may end it */
  #isEarly(active, { timeStamp }) {
    return timeStamp - active.startedAt < EARLY_MS || this.#fingers.isStill(active.id);
  }

  #forgetFingers() {
    this.#fingers.forget();
    this.#pinch = null;
  }

  /** @param {PointerEvent} event @param {string} [toolId]  the chosen tool when missing */
  #begin(event, toolId) {
    const { pointerId: id, pointerType: type, timeStamp: startedAt } = event;
    const { camera, rights, tool } = this.#editor;
    const even = this.evenLine;
    const samples = new Samples(camera, this.#origin, { even });
    const first = { ...samples.one(event), isFinger: type === "touch" };
    const keys = keysOf(event);
    const chosen = this.#isHandHeld ? "hand" : (toolId ?? tool.value);
    const started = this.#gestures.begin(first, chosen, keys);
    // Without the right to draw the gesture pans.
    if (!started && (rights.value.draw || !this.#gestures.begin(first, "hand"))) return;
    const isPan = !started || chosen === "hand";
    const buttons = type === "pen" ? TIP | SIDE_BUTTON | ERASER_END : event.buttons;
    const gesture = this.#gestures.live.value;
    const state = { buttons, isPan, samples, gesture };
    this.#active = { id, type, startedAt, lastEventAt: startedAt, ...state };
    capture(this.#surface, id);
    this.#movePointer(screenPoint(event, this.#origin));
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const { pointerId: id, pointerType: type } = event;
    const point = screenPoint(event, this.#origin);
    this.#fingers.move(id, point);
    if (event.buttons === 0) this.#endLostStroke(event);
    if (this.#active?.id === id) this.#draw(event, this.#active);
    else if (type === "touch") this.#movePinch(event);
    const isMine = this.#active === null ? type !== "touch" : this.#active.id === id;
    if (isMine) this.#movePointer(point);
  }

  /** @param {PointerEvent} event @param {ActivePointer} active */
  #draw(event, active) {
    if (event.pointerType !== "touch" && (event.buttons & active.buttons) === 0) {
      // While another button is down browsers report a release as a move. With no button down the release was lost,
      // for example to a system dialog.
      if (event.buttons !== 0) this.#end(event, active);
      else this.#interrupt(event);
      return;
    }
    active.lastEventAt = event.timeStamp;
    this.#gestures.update(active.samples.all(event), keysOf(event));
  }

  /** Finishes the stroke with the point of the release. @param {PointerEvent} event @param {ActivePointer} active */
  #end(event, active) {
    const last = active.samples.end(event);
    this.#gestures.update(last, keysOf(event));
    this.#active = null;
    this.#gestures.finish();
  }

  /** @param {PointerEvent} event */
  #movePinch(event) {
    const { pointerId: id } = event;
    if (!this.#fingers.has(id)) return;
    if (this.#pinch === null && !this.#fingers.isStill(id)) this.#startPinch(event);
    const pair = this.#fingers.pair();
    if (pair !== null) this.#pinch?.move(...pair);
  }

  /** @param {PointerEvent} event */
  #lift(event) {
    const active = this.#active;
    if (active?.id === event.pointerId) this.#end(event, active);
    const taps = this.#fingers.lift(event.pointerId, event.timeStamp);
    this.#continuePinch(event);
    if (taps === 2) this.#editor.undo();
    if (taps === 3) this.#editor.redo();
    if (event.pointerType === "touch" && this.#active === null) this.#leave();
  }

  /** After a finger's release, two remaining ones continue the pinch and a single one pans. @param {PointerEvent} event */
  #continuePinch(event) {
    if (this.#pinch === null) return;
    const pair = this.#fingers.pair();
    // A new pinch starts from their current positions, so the board does not jump.
    this.#pinch = pair === null ? null : new Pinch(this.#editor.camera, ...pair);
    const remaining = this.#fingers.only();
    if (remaining === null || this.#active !== null) return;
    const samples = new Samples(this.#editor.camera, this.#origin, { even: true });
    const place = this.#editor.camera.toBoard(remaining.point);
    const { timeStamp: time, pointerType: type } = event;
    if (!this.#gestures.begin({ ...place, pressure: 0, time }, "hand")) return;
    const gesture = this.#gestures.live.value;
    const state = { buttons: 1, isPan: true, samples, gesture };
    this.#active = { id: remaining.id, type, startedAt: time, lastEventAt: time, ...state };
  }

  /** Ends the stroke of a pointer that the system has cancelled. @param {PointerEvent} event */
  #cancel(event) {
    this.#lose(event);
    if (this.#active === null) this.#leave();
  }

  /** @param {PointerEvent} event */
  #loseCapture(event) {
    const active = this.#active;
    const isDown = active?.id === event.pointerId && (event.buttons & active.buttons) !== 0;
    // Another element took the capture while the pointer is still down.
    if (isDown && event.pointerType !== "touch") capture(this.#surface, event.pointerId);
    else this.#lose(event);
  }

  /** Handles a pointer that is gone without a release. @param {PointerEvent} event */
  #lose(event) {
    if (this.#active?.id === event.pointerId) this.#interrupt(event);
    if (!this.#fingers.has(event.pointerId)) return;
    this.#fingers.lose(event.pointerId);
    this.#continuePinch(event);
  }

  /** Finishes or cancels the stroke by the rule of `Gestures`. @param {PointerEvent} event  the event that ends it */
  #interrupt(event) {
    const active = this.#active;
    this.#active = null;
    if (active === null) return;
    this.#gestures.interrupt({ isEarly: this.#isEarly(active, event) });
  }

  #leave() {
    if (this.#active === null) this.#movePointer(null);
  }

  /** Shows the position here at once, and sends it to the others once a frame. @param {Point | null} place */
  #movePointer(place) {
    this.#onPointer?.(place);
    if (this.#active === null) this.#lookUnder(place);
    const isScheduled = this.#unsentPoint !== undefined;
    this.#unsentPoint = place;
    if (isScheduled) return;
    this.#frame(() => {
      const latest = this.#unsentPoint ?? null;
      this.#unsentPoint = undefined;
      this.#editor.pointAt(latest === null ? null : this.#editor.camera.toBoard(latest));
    });
  }

  /** @param {Point | null} place */
  #lookUnder(place) {
    const here = place && this.#editor.camera.toBoard(place);
    const tool = this.#gestures.tool(this.#editor.tool.value);
    this.#cursorHere = here && (tool?.cursorAt?.(this.#editor, here) ?? null);
    this.#showCursor();
  }

  #showCursor() {
    const { tool, rights } = this.#editor;
    const isMoving = this.#active !== null || this.#gestures.live.value !== null;
    const chosen = this.#cursorHere ?? this.#gestures.tool(tool.value)?.cursor ?? "default";
    const name = this.#isHandHeld ? "grab" : chosen;
    const needsRights = name !== "default" && !rights.value.draw;
    const cursor = needsRights ? "grab" : (CURSORS[name] ?? name);
    const shown = cursor === "grab" && isMoving ? "grabbing" : cursor;
    const { style } = this.#surface;
    if (style.cursor !== shown) style.cursor = shown;
  }
}

/**
 * Whether an event of another pointer shows that the release of the active one was lost. Two pointers of a kind are never
 * both primary; fingers follow other rules.
 * @param {ActivePointer} active
 * @param {PointerEvent} event  a press or a hover
 */
function isReleaseLost({ id, type, lastEventAt }, event) {
  const isPress = event.type === "pointerdown";
  // A second press of the same pointer means a lost release.
  if (event.pointerId === id) return isPress;
  const other = event.pointerType;
  if (other === type && type === "touch") return false;
  if (other === type && event.isPrimary) return true;
  const limit = type === "pen" && other === "touch" ? PEN_SILENT_MS : SILENT_MS;
  return isPress && event.timeStamp - lastEventAt >= limit;
}
