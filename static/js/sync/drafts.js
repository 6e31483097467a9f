/**
 * The gestures of peers that are in progress (SPEC V2, V5, V6).
 *
 * A done gesture is shown until its edit is on the board, so that nothing blinks. Pure; the caller passes times in ms.
 */

import { mapFromWire } from "../model/affine.js";
import { isKnownOp, isKnownShape, isKnownStyle } from "../model/known.js";
import { LaserPath } from "../model/laser_path.js";
import { POINTS } from "../model/limits.js";
import { appendDraft, setPreview, shapePreview } from "../model/preview.js";
import { idsOf } from "../model/reduce.js";

/** @typedef {import("../model/preview.js").DraftInk} DraftInk */
/** @typedef {import("../model/preview.js").ChangePreview} ChangePreview */
/** @typedef {import("../model/preview.js").CutPreview} CutPreview */
/** @typedef {import("../model/preview.js").ErasePreview} ErasePreview */
/** @typedef {import("../model/preview.js").InkPreview} InkPreview */
/** @typedef {import("../model/preview.js").MovePreview} MovePreview */
/** @typedef {import("../model/preview.js").Preview} Preview */
/** @typedef {import("../model/preview.js").SetPreview} SetPreview */
/** @typedef {import("../model/preview.js").ShapePreview} ShapePreview */
/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("./protocol.js").Draft} Draft */

/**
 * @typedef {object} Gesture
 * @property {number} peer
 * @property {string} tag  of the peer, empty while that is unknown
 * @property {number} g
 * @property {Map<string, InkPreview>} inks  by the id of the shape that each becomes
 * @property {ShapePreview | null} shape
 * @property {SetPreview | MovePreview | ChangePreview | ErasePreview | CutPreview | null} action
 * @property {LaserPath | null} laser
 * @property {number | null} done  number of its edit
 * @property {number} shownAt  time of its last message
 * @property {number} endsAt  timeout, which each message extends
 */

/** Timeout of an open gesture, which its page sends again every 2 s. */
const OPEN_TIMEOUT_MS = 5000;

/** Timeout of a done gesture whose edit does not arrive. */
const DONE_TIMEOUT_MS = 60_000;

/** Time in which the renderer takes over the trail of a laser that has ended. */
const TRAIL_MS = 1000;

/** Ended gestures of a peer whose late messages are ignored. */
const MAX_ENDED = 32;

/** Gestures of a peer that are shown: one that goes on, and some whose edits are not in the log yet. */
const MAX_GESTURES = 16;

/** Tags whose latest edit is remembered; far more than there are peers in a room. */
const MAX_TAGS = 2048;

/** Ids of a gesture (SPEC V2). */
const MAX_IDS = 2000;

/** Ink shapes of a gesture that are shown, the latest ones; the earlier ones of a long stroke appear with their edits. */
const MAX_INKS = 64;

/** Kinds that are shown while they are drawn. @type {readonly string[]} */
const PREVIEWED_KINDS = ["ink", "highlight"];

export class Drafts {
  /** @type {Map<string, Gesture>} */
  #gestures = new Map();
  /** Latest ended gestures by peer. @type {Map<number, number[]>} */
  #ended = new Map();
  /** Highest number in the log by tag: a done gesture may come after its edit. @type {Map<string, number>} */
  #logged = new Map();
  #isOnBoard;

  /** @param {(id: string) => boolean} isOnBoard */
  constructor(isOnBoard) {
    this.#isOnBoard = isOnBoard;
  }

  /** When the next gesture times out; infinity for never. */
  get wakeAt() {
    let next = Number.POSITIVE_INFINITY;
    for (const { endsAt } of this.#gestures.values()) next = Math.min(next, endsAt);
    return next;
  }

  /** @param {{peer: number, tag: string}} sender @param {readonly Draft[]} drafts @param {number} now */
  receive(sender, drafts, now) {
    for (const draft of drafts) this.#receive(sender, draft, now);
  }

  /** @param {number} peer */
  removePeer(peer) {
    this.#endAll((gesture) => gesture.peer === peer);
    this.#ended.delete(peer);
  }

  clear() {
    this.#gestures.clear();
    this.#ended.clear();
  }

  /**
   * Ends the gesture of an edit that is now shown.
   * @param {LoggedEdit} edit
   * @returns {boolean} whether any gesture ended
   */
  logged({ tag, n, ops }) {
    this.#rememberLogged(tag, n);
    // An earlier done gesture whose edit is not in the log was refused.
    const ended = this.#endAll((gesture) => {
      return gesture.tag === tag && gesture.done !== null && gesture.done <= n;
    });
    if (ended > 0) return true;
    // The edit may have overtaken the end of its gesture. Most edits end none, and their ids are not collected.
    /** @type {Set<string> | null} */
    let ids = null;
    const overtaken = this.#endAll((gesture) => {
      // In a large room not every peer is listed: then only the shapes identify the gesture.
      if (gesture.tag !== tag && gesture.tag !== "") return false;
      ids ??= new Set(ops.flatMap(idsOf));
      return isAbout(gesture, ids);
    });
    return overtaken > 0;
  }

  /** Ends gestures that have timed out. @param {number} now @returns {boolean} whether any gesture ended */
  expire(now) {
    return this.#endAll((gesture) => gesture.endsAt <= now) > 0;
  }

  /** Whether a peer has an open gesture of the hand. @param {number} peer */
  isDrawing(peer) {
    for (const gesture of this.#gestures.values()) {
      const { done, laser } = gesture;
      const isUpload = gesture.shape?.shape.kind === "image";
      if (gesture.peer === peer && done === null && laser === null && !isUpload) return true;
    }
    return false;
  }

  /** Where a peer points with a laser, null when it does not. @param {number} peer */
  laserOf(peer) {
    for (const { peer: other, laser, shownAt } of this.#gestures.values()) {
      if (other !== peer || laser === null || laser.isOver) continue;
      return { ...laser.head, page: laser.page, at: shownAt };
    }
    return null;
  }

  /** The previews to be drawn, without ink that is on the board already. */
  list() {
    const list = [];
    for (const { peer, g, inks, shape, action, laser } of this.#gestures.values()) {
      /** @type {Preview[]} */
      const previews = [action, laser].filter((preview) => preview !== null);
      for (const [id, ink] of inks) if (!this.#isOnBoard(id)) previews.push(ink);
      if (shape !== null && !this.#isOnBoard(shape.shape.id)) previews.push(shape);
      if (previews.length > 0) list.push({ peer, g, previews });
    }
    return list;
  }

  /** @param {{peer: number, tag: string}} sender @param {Draft} draft @param {number} now */
  #receive({ peer, tag }, draft, now) {
    const key = `${peer} ${draft.g}`;
    if (this.#ended.get(peer)?.includes(draft.g)) return;
    const known = this.#gestures.get(key);
    const gesture = known ?? newGesture(peer, tag, draft);
    if (gesture === null) return;
    this.#gestures.set(key, gesture);
    if (known === undefined) this.#endOldest(peer);
    if (draft.ink !== undefined) addInk(gesture, draft.ink);
    else if (draft.shape !== undefined) setShape(gesture, draft.shape);
    else if (draft.laser !== undefined) addLaser(gesture, draft.laser);
    else gesture.action = mergedAction(draft, gesture.action);
    if (draft.done !== undefined) gesture.done = draft.done;
    gesture.shownAt = now;
    gesture.endsAt = now + (gesture.done === null ? OPEN_TIMEOUT_MS : DONE_TIMEOUT_MS);
    const isLogged = gesture.done !== null && gesture.done <= (this.#logged.get(gesture.tag) ?? 0);
    if (draft.end === true && gesture.laser !== null) {
      gesture.laser.isOver = true;
      gesture.endsAt = now + TRAIL_MS;
    } else if (draft.end === true || isLogged) this.#endAll((other) => other === gesture);
  }

  /** Ends the oldest gesture of a peer that has too many: each costs time in every frame. @param {number} peer */
  #endOldest(peer) {
    const own = [...this.#gestures.values()].filter((gesture) => gesture.peer === peer);
    if (own.length > MAX_GESTURES) this.#endAll((gesture) => gesture === own[0]);
  }

  /** @param {string} tag @param {number} n */
  #rememberLogged(tag, n) {
    this.#logged.delete(tag);
    this.#logged.set(tag, n);
    const [oldest] = this.#logged.keys();
    if (this.#logged.size > MAX_TAGS && oldest !== undefined) this.#logged.delete(oldest);
  }

  /** @param {(gesture: Gesture) => boolean} isOver @returns {number} how many */
  #endAll(isOver) {
    let count = 0;
    for (const [key, gesture] of this.#gestures) {
      if (!isOver(gesture)) continue;
      this.#gestures.delete(key);
      const ended = [...(this.#ended.get(gesture.peer) ?? []), gesture.g];
      this.#ended.set(gesture.peer, ended.slice(-MAX_ENDED));
      count += 1;
    }
    return count;
  }
}

/** Whether a gesture draws or changes one of these shapes. @param {Gesture} gesture @param {ReadonlySet<string>} ids */
function isAbout({ inks, shape, action }, ids) {
  if (shape !== null && ids.has(shape.shape.id)) return true;
  for (const id of shape === null ? inks.keys() : []) if (ids.has(id)) return true;
  const changed = action?.kind === "cut" ? undefined : action?.ids;
  if (changed === undefined) return false;
  // Looks up the ids of the smaller set in the larger one.
  if (changed.size <= ids.size) for (const id of changed) if (ids.has(id)) return true;
  if (changed.size > ids.size) for (const id of ids) if (changed.has(id)) return true;
  return false;
}

/** A new gesture, null if the draft is only an end. @param {number} peer @param {string} tag @param {Draft} draft @returns {Gesture | null} */
function newGesture(peer, tag, { g, ink, shape, set, move, change, erase, cut, laser }) {
  const drawn = ink ?? shape;
  if ((drawn ?? set ?? move ?? change ?? erase ?? cut ?? laser) === undefined) return null;
  const owner = tag === "" && drawn !== undefined ? drawn.id.slice(0, 16) : tag;
  const content = { inks: new Map(), shape: null, action: null, laser: null };
  return { peer, tag: owner, g, ...content, done: null, shownAt: 0, endsAt: 0 };
}

/** @param {Gesture} gesture @param {DraftInk} piece */
function addInk({ inks }, piece) {
  // A newer page draws ink that this one cannot show; its edit will stop this page.
  if (!PREVIEWED_KINDS.includes(piece.kind) || !isKnownStyle(piece.style)) return;
  const ink = appendDraft(inks.get(piece.id) ?? null, piece);
  if (ink !== null) inks.set(piece.id, ink);
  const [oldest] = inks.keys();
  if (inks.size > MAX_INKS && oldest !== undefined) inks.delete(oldest);
}

/** @param {Gesture} gesture @param {NewShape} shape */
function setShape(gesture, shape) {
  // A newer page draws what this one cannot show.
  if (!isKnownShape(shape)) return;
  // The picture of an image is on its way to the server: nobody asks for it yet.
  gesture.shape = shapePreview(shape.kind === "image" ? { ...shape, image: null } : shape);
}

/** @param {Gesture} gesture @param {NonNullable<Draft["laser"]>} piece */
function addLaser(gesture, { page, points }) {
  if (gesture.laser?.page !== page) gesture.laser = new LaserPath(page);
  gesture.laser.add(points);
}

/**
 * Merges a draft into the action of a gesture. Ids are sent once, so a draft without them needs the action so far.
 * @param {Draft} draft
 * @param {Gesture["action"]} before
 * @returns {Gesture["action"]}
 */
function mergedAction({ set, move, change, erase, cut }, before) {
  if (set !== undefined) {
    // A newer page changes what this one cannot show.
    const preview = setPreview(set);
    return preview.sets.every(isKnownOp) ? preview : before;
  }
  if (move !== undefined) {
    const { ids, dx, dy } = move;
    if (ids.length > 0) return { kind: "move", ids: new Set(ids), dx, dy };
    return before?.kind === "move" ? { ...before, dx, dy } : before;
  }
  if (change !== undefined) {
    const { ids } = change;
    const map = mapFromWire(change.map);
    if (ids.length > 0) return { kind: "change", ids: new Set(ids), map };
    return before?.kind === "change" ? { ...before, map } : before;
  }
  if (cut !== undefined) return mergedCut(cut, before);
  if (erase === undefined) return before;
  const { from = 0, ids } = erase;
  if (from === 0) return { kind: "erase", ids: new Set(ids) };
  const isPart = before?.kind === "erase" && from === before.ids.size;
  return isPart && from + ids.length <= MAX_IDS
    ? { kind: "erase", ids: new Set([...before.ids, ...ids]) }
    : before;
}

/** Appends a piece of the way of an eraser. @param {NonNullable<Draft["cut"]>} piece @param {Gesture["action"]} before @returns {Gesture["action"]} */
function mergedCut({ from = 0, page, radius, points }, before) {
  if (from === 0) return { kind: "cut", page, radius, points: [...points] };
  const isNext = before?.kind === "cut" && from * 2 === before.points.length;
  if (!isNext || before.points.length + points.length > 2 * POINTS) return before;
  // The same list, of which the renderer has computed a part already.
  before.points.push(...points);
  return before;
}
