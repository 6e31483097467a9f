/**
 * Paints the board on three canvases, once per frame.
 *
 * `cold` shows settled shapes, composed from tiles; `hot` shows running gestures; `overlay` shows frames and cursors. The
 * renderer reads the editor and never writes to it. It requests a frame only when something changes.
 */

import { handlesOf } from "../editor/handles.js";
import { frameAfter } from "../editor/selection_frame.js";
import { outlineOf } from "../model/connectors.js";
import { setPreview } from "../model/preview.js";
import { guarded } from "../platform/signal.js";
import { paintsIn } from "./board_damage.js";
import { Cursors } from "./cursors.js";
import { CutDrafts } from "./cut_drafts.js";
import { DragLayers, isCopying } from "./drag_layers.js";
import { FollowingLines } from "./following_lines.js";
import { FontLoader } from "./fonts.js";
import { Hot } from "./hot.js";
import { LaserTrails } from "./laser_trails.js";
import { Overlay } from "./overlay.js";
import { Painter } from "./paint.js";
import { activePreviews, ChangedShapes, ShapeVisibility } from "./previews.js";
import { Settled } from "./settled.js";
import { TransformedShapes } from "./transformed_shapes.js";
import { UnitFrames } from "./unit_frames.js";
import { fitCanvas, viewOf } from "./view.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/preview.js").ChangePreview} ChangePreview */
/** @typedef {import("../model/preview.js").MovePreview} MovePreview */
/** @typedef {import("../model/preview.js").SetPreview} SetPreview */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("./overlay.js").Scene} Scene */
/** @typedef {import("./view.js").View} View */
/** @typedef {{x: number, y: number}} Point */

/** Time for repainting per frame: less while this person draws. */
const SLICE_MS = 12;
const SLICE_WHILE_DRAWING_MS = 5;
/** Time for painting drag layers per frame: moved shapes stay in place until their layer is ready. */
const SLICE_WHILE_MOVING_MS = 8;

/** Delay before a failed frame is tried again, unless a frame is requested earlier. */
const RETRY_MS = 500;

/** Room between a shape that a line binds to and the outline that shows this, in screen pixels. */
const TARGET_GAP = 5;

export class Renderer {
  /** Number of painted frames. */
  frames = 0;
  #editor;
  #gestures;
  #canvases;
  #painter;
  #settled;
  #dragLayers;
  #visibilities = new ShapeVisibility();
  #changedShapes;
  #transformedShapes;
  #followingLines;
  /** @type {SetPreview | null} */
  #written = null;
  #hot;
  #overlay;
  #cursors = new Cursors();
  #trails = new LaserTrails();
  /** The latest trail of this person's laser. @type {import("../model/laser_path.js").LaserPath | null} */
  #ownTrail = null;
  /** In device pixels. */
  #screen = { width: 0, height: 0, dpr: 1 };
  /** Id of the requested animation frame, 0 for none. */
  #request = 0;
  /** Whether anything has changed since the last frame. */
  #isStale = true;
  /** Timer of the next frame, for example when a cursor begins to fade. @type {ReturnType<typeof setTimeout> | undefined} */
  #wakeTimer;
  #unitFrames;
  #cutDrafts;
  /** Position of the pointer, in CSS pixels. @type {Point | null} */
  #pointer = null;
  #fonts = new FontLoader(() => {
    this.#painter.forgetTexts();
    this.#repaintAll();
  });
  /** @type {(() => void)[]} */
  #unsubscribes = [];

  /**
   * @param {Editor} editor
   * @param {Gestures} gestures
   * @param {{cold: HTMLCanvasElement, hot: HTMLCanvasElement, overlay: HTMLCanvasElement}} canvases
   * @param {{theme: Theme}} options
   */
  constructor(editor, gestures, canvases, { theme }) {
    this.#editor = editor;
    this.#gestures = gestures;
    this.#canvases = canvases;
    this.#painter = new Painter(theme);
    const board = editor.view;
    this.#changedShapes = new ChangedShapes(board);
    this.#transformedShapes = new TransformedShapes(board);
    this.#followingLines = new FollowingLines(board, editor.connectors.bindings);
    this.#settled = new Settled(canvases.cold, board, {
      painter: this.#painter,
      onChange: () => this.requestFrame(),
    });
    this.#unitFrames = new UnitFrames(editor);
    this.#cutDrafts = new CutDrafts(board, () => this.requestFrame());
    this.#dragLayers = new DragLayers(board, this.#painter, (cell) => this.#settled.imageOf(cell));
    this.#hot = new Hot(canvases.hot, canvases.cold, {
      board,
      painter: this.#painter,
      dragLayers: this.#dragLayers,
      trails: this.#trails,
    });
    this.#overlay = new Overlay(canvases.overlay, theme);
    const ask = () => this.requestFrame();
    const signals = [
      editor.camera.moves,
      editor.tool,
      editor.rights,
      editor.writing,
      editor.peers.changes,
      editor.uploads,
      gestures.live,
    ];
    this.#unsubscribes = [
      board.subscribe((update) => this.#onUpdate(update)),
      gestures.live.subscribe((gesture) => {
        this.#ownTrail = gesture?.trail ?? this.#ownTrail;
      }),
      ...signals.map((signal) => signal.subscribe(ask)),
      editor.selection.subscribe(ask),
      editor.selectionFrame.turnsAbove.subscribe(ask),
      editor.page.subscribe(ask),
    ];
  }

  /** Whether cursors jump and disappear without fading, and lasers fade in steps. */
  get reducedMotion() {
    return this.#cursors.jumps;
  }

  set reducedMotion(reduced) {
    this.#cursors.jumps = reduced;
    this.#trails.inSteps = reduced;
  }

  /** Whether the screen shows the board exactly, with nothing left to paint. */
  get sharp() {
    return !this.#isStale && this.#settled.isSharp && !this.#dragLayers.any;
  }

  /** @param {Theme} theme  of the shown page */
  setTheme(theme) {
    if (theme === this.#painter.theme) return;
    this.#painter.theme = theme;
    this.#overlay.theme = theme;
    this.#dragLayers.invalidate();
    this.#hot.invalidate();
    this.requestFrame();
  }

  /** Repaints after the browser has lost a canvas and restored it empty. */
  restore() {
    this.#repaintAll();
  }

  /**
   * Fits the canvases to the element, also after a change of the screen's density. It paints a frame at once, so the new
   * size is never shown empty.
   * @param {number} cssWidth
   * @param {number} cssHeight
   * @param {number} dpr  device pixels of a CSS pixel; need not be whole
   */
  resize(cssWidth, cssHeight, dpr) {
    const { cold, hot, overlay } = this.#canvases;
    fitCanvas(cold, cssWidth, cssHeight, dpr);
    fitCanvas(hot, cssWidth, cssHeight, dpr);
    const { width, height } = fitCanvas(overlay, cssWidth, cssHeight, dpr);
    this.#screen = { width, height, dpr };
    this.#settled.resize(width, height);
    this.#hot.resize(width, height);
    this.#overlay.resize(width, height);
    this.#frame(performance.now());
  }

  /** Sets the position of the pointer for the eraser's ring; null when it has left the board. @param {Point | null} place  CSS pixels */
  pointAt(place) {
    const shown = this.#pointer !== null && this.#ringRadius() !== null;
    this.#pointer = place;
    if (shown || this.#ringRadius() !== null) this.requestFrame();
  }

  requestFrame() {
    this.#isStale = true;
    this.#scheduleFrame();
  }

  /** Schedules a frame without marking the picture as stale. */
  #scheduleFrame() {
    if (this.#request !== 0) return;
    this.#request = requestAnimationFrame((time) => {
      this.#request = 0;
      // A failed frame is tried again: the failure may depend on a passing state.
      if (!guarded(() => this.#frame(time))) this.#wakeIn(RETRY_MS);
    });
  }

  stop() {
    for (const end of this.#unsubscribes) end();
    this.#settled.stop();
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#wakeTimer);
  }

  /** @param {import("../model/replica.js").Update} update */
  #onUpdate({ reset, papers, changes }) {
    if (reset) {
      this.#settled.invalidate("board");
      this.#dragLayers.clear();
    } else {
      this.#settled.change(changes);
      this.#dragLayers.change(changes);
    }
    if (papers) this.#settled.changePapers();
    const { camera, page, view } = this.#editor;
    // While the board loads, a frame for each chunk out of view would cost as much as the chunk.
    if (reset || papers || view.isWhole || paintsIn(changes, page.value, camera.view()))
      this.requestFrame();
  }

  #repaintAll() {
    this.#settled.invalidate("look");
    this.#dragLayers.invalidate();
    this.#hot.invalidate();
    this.requestFrame();
  }

  /** The preview that leaves out the text which a field over the board shows. */
  #writtenPreview() {
    const id = this.#editor.writing.value?.id;
    if (id === undefined) this.#written = null;
    else if (this.#written?.ids.has(id) !== true) this.#written = setPreview([{ id, text: "" }]);
    return this.#written;
  }

  /** @param {number} time  milliseconds */
  #frame(time) {
    this.frames += 1;
    this.#isStale = false;
    const { camera, page } = this.#editor;
    const view = viewOf(camera, this.#screen);
    const live = this.#gestures.live.value;
    const previews = activePreviews(live, this.#cutDrafts.shown(this.#editor.drafts()), page.value);
    const written = this.#writtenPreview();
    if (written !== null) previews.sets.push(written);
    const gestures = [...previews.moves, ...previews.changes].map(({ preview }) => preview);
    const following = this.#followingLines.of([...gestures, ...previews.sets], page.value);
    if (following !== null) previews.sets.push(following);
    const isSmall = (/** @type {{preview: ChangePreview}} */ { preview }) =>
      this.#transformedShapes.isSmall(preview);
    const small = previews.changes.filter(isSmall).map(({ preview }) => preview);
    const large = previews.changes.filter((change) => !isSmall(change));
    const now = performance.now();
    const dragLayers = this.#dragLayers.frame(view, {
      page: page.value,
      moves: [...previews.moves, ...large],
      deadline: now + SLICE_WHILE_MOVING_MS,
    });
    const deadline = now + (live === null ? SLICE_MS : SLICE_WHILE_DRAWING_MS);
    const { dpr } = view;
    const place = this.#pointer;
    const more = this.#settled.frame(view, {
      page: page.value,
      visibilities: this.#visibilities.of({
        moved: dragLayers.moved.filter((moved) => !isCopying(moved)),
        sets: [...previews.sets, ...small],
        erases: previews.erases,
      }),
      deadline,
      pointer: place === null ? null : { x: place.x * dpr, y: place.y * dpr },
    });
    if (!this.#settled.isHeld) this.#dragLayers.showReady();
    if (this.#settled.isSharp) this.#dragLayers.closeDropped();
    this.#trails.follow([...previews.lasers, ...this.#ownLaser()], page.value, time);
    const { inks } = previews;
    const changed = this.#changedShapes.of(previews.sets, page.value);
    const resized = this.#transformedShapes.of(small, page.value);
    const shapes = [...previews.shapes, ...changed, ...resized];
    this.#hot.frame(view, { page: page.value, inks, shapes, moves: dragLayers.single });
    const nextIn = Math.min(this.#paintOverlay(view, previews, time), this.#trails.nextIn);
    if (more || dragLayers.isLeft || nextIn === 0) this.#scheduleFrame();
    else this.#wakeIn(nextIn);
    this.#fonts.load(this.#painter.fonts);
  }

  /** @returns {import("./laser_trails.js").Laser[]} */
  #ownLaser() {
    if (this.#ownTrail === null) return [];
    const me = this.#editor.peers.list.value.find((person) => person.me);
    return [{ path: this.#ownTrail, colour: me?.colour ?? "" }];
  }

  /**
   * Paints the overlay. Returns the milliseconds until a cursor changes.
   * @param {View} view
   * @param {ReturnType<typeof activePreviews>} previews
   * @param {number} time
   */
  #paintOverlay(view, previews, time) {
    const page = this.#editor.page.value;
    const cursors = this.#editor.peers.cursors().filter((cursor) => cursor.page === page);
    this.#cursors.update(cursors, time);
    const { seen, nextIn } = this.#cursors.at(time, view.k / view.dpr);
    const radius = this.#ringRadius();
    const place = this.#pointer;
    const gap = this.#editor.camera.unitsOf(TARGET_GAP);
    this.#overlay.isLarge = document.documentElement.dataset.size === "l";
    this.#overlay.paint(view, {
      ...this.#frames(previews.mine),
      marquee: previews.marquee,
      guides: previews.guides,
      targets: previews.targets.map((target) => outlineOf(target, gap)),
      ring: radius === null || place === null ? null : { place, radius },
      cursors: seen,
    });
    return nextIn;
  }

  /** The frames of the selection as a running gesture leaves it, and its handles. @param {MovePreview | ChangePreview | null} mine @returns {Pick<Scene, "frames" | "frame" | "handles">} */
  #frames(mine) {
    const { frame } = this.#editor.selectionFrame;
    if (frame === null) return { frames: [], frame, handles: [] };
    if (mine?.kind === "change") {
      return { frames: [], frame: frameAfter(frame, mine.map), handles: [] };
    }
    const { dx, dy } = mine ?? { dx: 0, dy: 0 };
    const frames = this.#unitFrames.shown(mine);
    const handles = this.#gestures.live.value === null ? handlesOf(this.#editor) : [];
    // A single line has handles at its points, and no frame beside them.
    if (handles.some(({ kind }) => kind === "point")) return { frames: [], frame: null, handles };
    return { frames, frame: { ...frame, x: frame.x + dx, y: frame.y + dy }, handles };
  }

  /** Radius of the eraser's ring in CSS pixels; null when the eraser is not in use. */
  #ringRadius() {
    const previews = this.#gestures.live.value?.previews() ?? [];
    const erases = previews.some(({ kind }) => kind === "erase");
    const tool = erases ? "eraser" : this.#editor.tool.value;
    return this.#editor.rights.value.draw ? (this.#gestures.tool(tool)?.reach ?? null) : null;
  }

  /** @param {number} wait  milliseconds, may be infinite */
  #wakeIn(wait) {
    clearTimeout(this.#wakeTimer);
    if (wait === Number.POSITIVE_INFINITY) return;
    this.#wakeTimer = setTimeout(() => this.requestFrame(), wait);
  }
}
