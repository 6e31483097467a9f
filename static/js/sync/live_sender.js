/**
 * What goes out about the gesture that is going on and about where I point (SPEC V1, V2, V5).
 *
 * Everything of one task is one message, and there are never more than the server passes on: what
 * comes too fast is merged into what goes out next. Pure; times are handed in, in ms.
 */

/** @typedef {import("../model/preview.js").DraftInk} DraftInk */
/** @typedef {import("./protocol.js").Draft} Draft */
/** What a gesture does, without its number. @typedef {Pick<Draft, "ink" | "move" | "erase">} DraftContent */
/** What is missing stays as it was. @typedef {{cursor?: [number, number] | null, page?: number, name?: string}} Presence */

/**
 * A stroke so far, and how many of its points have been told.
 * @typedef {object} Stroke
 * @property {DraftInk} head  without points
 * @property {number[]} points
 * @property {number[]} pressure
 * @property {number} sentPoints
 */
/**
 * @typedef {object} Gesture
 * @property {number} g
 * @property {Map<string, Stroke>} strokes  by the id of the shape it will be
 * @property {DraftContent | null} action
 * @property {boolean} isActionSent
 * @property {number} sentIds  how many of its ids have been told
 * @property {number} resendAt  when everything is told again
 */

/** Live messages a second: one a frame. */
const RATE = 60;

/**
 * Messages that may go beyond that after a pause. A pen and its cursor are a
 * little more than one message a frame, and no point of a stroke of some seconds should wait for that.
 */
const BURST = 30;

/** Bytes a second, as many as the server passes on for long (SPEC V7): what names many shapes is told more rarely. */
const BYTE_RATE = 64 * 1024;

/** Bytes that may go beyond that after a pause, half of what the server allows. */
const BYTE_BURST = 128 * 1024;

/** An open gesture repeats itself, for those who have just come or missed a piece. */
const RESEND_MS = 2000;

/** A cursor need not move as smoothly as a line, least of all beside one. */
const CURSOR_MS = 33;
const CURSOR_BESIDE_GESTURE_MS = 100;

/** Done gestures whose edits may still be refused. */
const MAX_DONE = 64;

export class LiveSender {
  #lastGesture = 0;
  /** @type {Gesture | null} */
  #gesture = null;
  /** Ends that are to be told. @type {Draft[]} */
  #endings = [];
  /** Gestures by the edit that settles them. @type {Map<number, number>} */
  #done = new Map();
  /** All that is to be known of me. @type {Presence} */
  #presence = {};
  /** What of it has not been told. @type {Presence} */
  #unsentPresence = {};
  #presenceAt = Number.NEGATIVE_INFINITY;
  #messageBudget = BURST;
  #byteBudget = BYTE_BURST;
  #refilledAt = 0;

  /** The open gesture goes on, or one begins. @param {DraftContent} content @param {number} now */
  draft(content, now) {
    if (this.#gesture === null) {
      this.#lastGesture += 1;
      const strokes = new Map();
      const sent = { isActionSent: true, sentIds: 0, resendAt: now + RESEND_MS };
      this.#gesture = { g: this.#lastGesture, strokes, action: null, ...sent };
    }
    if (content.ink !== undefined) {
      appendInk(this.#gesture, content.ink);
      return;
    }
    this.#gesture.action = content;
    this.#gesture.isActionSent = false;
  }

  /** The open gesture ends, with the edit of that number or, given up, with none. @param {number | null} n */
  endDraft(n) {
    const open = this.#gesture;
    if (open === null) return;
    this.#gesture = null;
    const messages = takeUnsent(open);
    const last = messages.pop() ?? { g: open.g };
    this.#endings.push(...messages, n === null ? { g: open.g, end: true } : { ...last, done: n });
    if (n === null) return;
    this.#done.set(n, open.g);
    const [oldest] = this.#done.keys();
    if (this.#done.size > MAX_DONE && oldest !== undefined) this.#done.delete(oldest);
  }

  /** An edit is in the log: everybody has seen what its gesture became. @param {number} n */
  logged(n) {
    this.#done.delete(n);
  }

  /** An edit was refused, so its gesture was given up after all. @param {number} n */
  refused(n) {
    const g = this.#done.get(n);
    if (g !== undefined) this.#endings.push({ g, end: true });
    this.#done.delete(n);
  }

  /** @param {Presence} presence */
  setPresence(presence) {
    Object.assign(this.#presence, presence);
    Object.assign(this.#unsentPresence, presence);
  }

  /** A new connection knows nothing of all this. @param {number} now */
  opened(now) {
    this.#endings = [];
    this.#done.clear();
    this.#unsentPresence = { ...this.#presence };
    if (this.#gesture !== null) this.#gesture.resendAt = now;
  }

  /** When `take` is wanted; infinity for never. */
  get wakeAt() {
    const whole = this.#gesture?.resendAt ?? Number.POSITIVE_INFINITY;
    if (this.#hasUnsentDraft()) return this.#affordableAt;
    const news = this.#hasUnsentPresence()
      ? this.#presenceAt + this.#cursorGap
      : Number.POSITIVE_INFINITY;
    return Math.max(this.#affordableAt, Math.min(whole, news));
  }

  /** Messages that may go out now. @param {number} now @returns {string[]} */
  takeMessages(now) {
    const seconds = (now - this.#refilledAt) / 1000;
    this.#messageBudget = Math.min(BURST, this.#messageBudget + seconds * RATE);
    this.#byteBudget = Math.min(BYTE_BURST, this.#byteBudget + seconds * BYTE_RATE);
    this.#refilledAt = now;
    const messages = [];
    for (const draft of this.#takeDrafts(now))
      messages.push(JSON.stringify({ t: "draft", ...draft }));
    const isDue = now >= this.#presenceAt + this.#cursorGap;
    if (isDue && this.#hasUnsentPresence() && this.#messageBudget >= 1) {
      messages.push(JSON.stringify({ t: "presence", ...this.#unsentPresence }));
      this.#unsentPresence = {};
      this.#presenceAt = now;
      this.#messageBudget -= 1;
    }
    for (const { length } of messages) this.#byteBudget -= length;
    return messages;
  }

  /** @param {number} now @returns {Draft[]} */
  #takeDrafts(now) {
    const drafts = this.#endings.splice(0, Math.floor(this.#messageBudget));
    this.#messageBudget -= drafts.length;
    const open = this.#gesture;
    if (open === null || this.#messageBudget < 1 || this.#byteBudget < 0) return drafts;
    if (open.resendAt <= now) markUnsent(open, now);
    const news = takeUnsent(open);
    // All of a stroke belongs together, so the last few may be paid later.
    this.#messageBudget -= news.length;
    return [...drafts, ...news];
  }

  get #affordableAt() {
    const messages = Math.max(0, 1 - this.#messageBudget) / RATE;
    const bytes = Math.max(0, -this.#byteBudget) / BYTE_RATE;
    const seconds = Math.max(messages, bytes);
    return seconds === 0 ? 0 : this.#refilledAt + Math.ceil(seconds * 1000);
  }

  get #cursorGap() {
    return this.#gesture === null ? CURSOR_MS : CURSOR_BESIDE_GESTURE_MS;
  }

  #hasUnsentPresence() {
    return Object.keys(this.#unsentPresence).length > 0;
  }

  #hasUnsentDraft() {
    if (this.#endings.length > 0) return true;
    if (this.#gesture === null) return false;
    if (!this.#gesture.isActionSent) return true;
    return [...this.#gesture.strokes.values()].some(
      ({ sentPoints, pressure }) => sentPoints < pressure.length,
    );
  }
}

/** @param {Gesture} gesture @param {DraftInk} piece */
function appendInk({ strokes }, { points, pressure, ...head }) {
  const stroke = strokes.get(head.id);
  if (stroke === undefined || head.from === 0) {
    const bare = { ...head, from: 0, points: [], pressure: [] };
    strokes.set(head.id, {
      head: bare,
      points: [...points],
      pressure: [...pressure],
      sentPoints: 0,
    });
    return;
  }
  for (const step of points) stroke.points.push(step);
  for (const step of pressure) stroke.pressure.push(step);
}

/**
 * Messages for what has not been told of a gesture, which then has been. A whole stroke is at most
 * 30 KiB (`tools/ink_column.js`), so each fits a frame.
 * @param {Gesture} gesture
 * @returns {Draft[]}
 */
function takeUnsent(gesture) {
  const { g, strokes, action, isActionSent } = gesture;
  const messages = [];
  for (const stroke of strokes.values()) {
    const { head, sentPoints: from } = stroke;
    if (from === stroke.pressure.length) continue;
    const points = stroke.points.slice(2 * from);
    const pressure = stroke.pressure.slice(from);
    messages.push({ g, ink: { ...head, from, points, pressure } });
    stroke.sentPoints = stroke.pressure.length;
  }
  if (action !== null && !isActionSent)
    messages.push({ g, ...withoutSentIds(action, gesture.sentIds) });
  gesture.isActionSent = true;
  gesture.sentIds = (action?.move ?? action?.erase)?.ids.length ?? 0;
  return messages;
}

/**
 * A gesture over shapes without the ids that have been told; they only ever become more.
 * @param {DraftContent} content @param {number} told
 * @returns {DraftContent}
 */
function withoutSentIds(content, told) {
  const { move, erase } = content;
  if (told === 0) return content;
  if (move !== undefined)
    return move.ids.length === told ? { move: { ...move, ids: [] } } : content;
  return erase === undefined ? content : { erase: { from: told, ids: erase.ids.slice(told) } };
}

/** Everything is to be told again. @param {Gesture} gesture @param {number} now */
function markUnsent(gesture, now) {
  gesture.resendAt = now + RESEND_MS;
  gesture.isActionSent = gesture.action === null;
  gesture.sentIds = 0;
  for (const stroke of gesture.strokes.values()) stroke.sentPoints = 0;
}
