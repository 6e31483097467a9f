/**
 * Sends the gesture in progress and the cursor to the peers (SPEC V1, V2, V5).
 *
 * Everything of one task is one message, and the rate stays below what the server relays: the rest is merged into the next
 * message. Pure; the caller passes times in ms.
 */

/** @typedef {import("../model/preview.js").DraftInk} DraftInk */
/** @typedef {import("./protocol.js").Draft} Draft */
/** The content of a gesture, without its number. @typedef {Pick<Draft, "ink" | "shape" | "set" | "move" | "change" | "erase" | "cut" | "laser">} DraftContent */
/** Missing fields are unchanged. @typedef {{cursor?: [number, number] | null, page?: number, view?: import("./protocol.js").View, name?: string, follow?: number | null, hand?: boolean}} Presence */

/**
 * A stroke so far, and how many of its points were sent.
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
 * @property {{page: number, points: number[], sent: number} | null} laser  its places, and how many of their numbers were sent
 * @property {boolean} isActionSent
 * @property {number} sentIds  how many of its ids, or of the numbers of a cut, were sent
 * @property {number} resendAt  when everything is sent again
 * @property {number} actionAt  earliest time for the action
 */

/** A shape that comes later, as a picture that is being uploaded. @typedef {{g: number, shape: NonNullable<Draft["shape"]>, resendAt: number}} Announced */

/** Live messages a second: one a frame. */
const RATE = 60;

/**
 * Messages above that rate after a pause. A pen and its cursor are slightly more than one message a frame, which a stroke of
 * some seconds should not have to wait for.
 */
const BURST = 30;

/** Bytes a second, which the server relays without a limit of time (SPEC V7): a message with many ids is sent more rarely. */
const BYTE_RATE = 64 * 1024;

/** Bytes above that rate after a pause, half of what the server allows. */
const BYTE_BURST = 128 * 1024;

/** An open gesture is sent again after this time, for peers that have joined or missed a piece. */
const RESEND_MS = 2000;

/** Time between two changes for each shape that they resize or rotate: receivers compute each of them anew. */
const CHANGE_MS_PER_ID = 0.05;

/** Shortest time between two cursors, which need not move as smoothly as a line, least of all beside one. */
const CURSOR_MS = 33;
const CURSOR_BESIDE_GESTURE_MS = 100;

/** Places of a laser in one message (SPEC V2). */
const MAX_LASER_PLACES = 128;

/** Done gestures that are remembered until their edits are decided. */
const MAX_DONE = 64;

export class LiveSender {
  #lastGesture = 0;
  /** @type {Gesture | null} */
  #gesture = null;
  /** Shapes that come later, by id: each is a gesture of its own beside that of the hand. @type {Map<string, Announced>} */
  #announced = new Map();
  /** Ends of gestures that are not sent yet. @type {Draft[]} */
  #endings = [];
  /** Done gestures by the number of their edit. @type {Map<number, number>} */
  #done = new Map();
  /** The presence of this page. @type {Presence} */
  #presence = {};
  /** The part of it that is not sent. @type {Presence} */
  #unsentPresence = {};
  #presenceAt = Number.NEGATIVE_INFINITY;
  /** Messages for the next moment. @type {object[]} */
  #messages = [];
  #messageBudget = BURST;
  #byteBudget = BYTE_BURST;
  #refilledAt = 0;

  /** Continues the open gesture, or begins one. @param {DraftContent} content @param {number} now */
  draft(content, now) {
    if (this.#gesture === null) {
      this.#lastGesture += 1;
      const strokes = new Map();
      const sent = { isActionSent: true, sentIds: 0, resendAt: now + RESEND_MS, actionAt: now };
      this.#gesture = { g: this.#lastGesture, strokes, action: null, laser: null, ...sent };
    }
    if (content.ink !== undefined) {
      appendInk(this.#gesture, content.ink);
      return;
    }
    if (content.laser !== undefined) {
      appendLaser(this.#gesture, content.laser);
      return;
    }
    this.#gesture.action = content;
    this.#gesture.isActionSent = false;
  }

  /** Ends the open gesture. @param {number | null} n  of its edit; null when it was cancelled */
  endDraft(n) {
    const gesture = this.#gesture;
    if (gesture === null) return;
    this.#gesture = null;
    const { g } = gesture;
    const messages = takeUnsent(gesture, Number.POSITIVE_INFINITY);
    const last = messages.pop() ?? { g };
    const isShown = n !== null || last.laser !== undefined;
    this.#endings.push(...messages);
    this.#end(g, isShown ? last : {}, n);
  }

  /** @param {number} g @param {Partial<Draft>} last  what its last message says besides @param {number | null} n */
  #end(g, last, n) {
    this.#endings.push({ ...last, g, ...(n === null ? { end: true } : { done: n }) });
    if (n === null) return;
    this.#done.set(n, g);
    const [oldest] = this.#done.keys();
    if (this.#done.size > MAX_DONE && oldest !== undefined) this.#done.delete(oldest);
  }

  /** Shows the others a shape that comes later. @param {NonNullable<Draft["shape"]>} shape @param {number} now */
  announce(shape, now) {
    this.#lastGesture += 1;
    this.#announced.set(shape.id, { g: this.#lastGesture, shape, resendAt: now });
  }

  /** Ends what `announce` has begun. @param {string} id  of the shape @param {number | null} n  of its edit; null when it was given up */
  endAnnounced(id, n) {
    const announced = this.#announced.get(id);
    if (announced === undefined) return;
    this.#announced.delete(id);
    this.#end(announced.g, {}, n);
  }

  /** An edit is in the log, so peers show it instead of its gesture. @param {number} n */
  logged(n) {
    this.#done.delete(n);
  }

  /** An edit was refused, so peers must remove its gesture. @param {number} n */
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

  /** Sends a message once, over the present connection or never. @param {object} message */
  say(message) {
    this.#messages.push(message);
  }

  /** Sends everything again over a new connection. @param {number} now */
  opened(now) {
    this.#endings = [];
    this.#done.clear();
    this.#unsentPresence = { ...this.#presence };
    this.#messages = [];
    if (this.#gesture !== null) this.#gesture.resendAt = now;
    for (const announced of this.#announced.values()) announced.resendAt = now;
  }

  /** When to call `takeMessages`; infinity for never. */
  get wakeAt() {
    let resend = this.#gesture?.resendAt ?? Number.POSITIVE_INFINITY;
    for (const { resendAt } of this.#announced.values()) resend = Math.min(resend, resendAt);
    if (this.#messages.length > 0) return this.#affordableAt;
    if (this.#hasUnsentDraft()) return Math.max(this.#affordableAt, this.#unsentDraftAt);
    const presence = this.#hasUnsentPresence()
      ? this.#presenceAt + this.#cursorGap
      : Number.POSITIVE_INFINITY;
    return Math.max(this.#affordableAt, Math.min(resend, presence));
  }

  /** Removes and returns the messages that may be sent now. @param {number} now @returns {string[]} */
  takeMessages(now) {
    const seconds = (now - this.#refilledAt) / 1000;
    this.#messageBudget = Math.min(BURST, this.#messageBudget + seconds * RATE);
    this.#byteBudget = Math.min(BYTE_BURST, this.#byteBudget + seconds * BYTE_RATE);
    this.#refilledAt = now;
    const messages = this.#messages.splice(0).map((message) => JSON.stringify(message));
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
    for (const announced of this.#announced.values()) {
      if (announced.resendAt > now || this.#messageBudget < 1) continue;
      announced.resendAt = now + RESEND_MS;
      this.#messageBudget -= 1;
      drafts.push({ g: announced.g, shape: announced.shape });
    }
    const gesture = this.#gesture;
    if (gesture === null || this.#messageBudget < 1 || this.#byteBudget < 0) return drafts;
    if (gesture.resendAt <= now) markUnsent(gesture, now);
    const unsent = takeUnsent(gesture, now);
    // The messages of one gesture stay together, so the budget may become negative.
    this.#messageBudget -= unsent.length;
    return [...drafts, ...unsent];
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

  /** When an unsent draft may be sent as far as its own rate is concerned. */
  get #unsentDraftAt() {
    const gesture = this.#endings.length === 0 ? this.#gesture : null;
    return gesture?.strokes.size === 0 ? gesture.actionAt : 0;
  }

  #hasUnsentDraft() {
    if (this.#endings.length > 0) return true;
    if (this.#gesture === null) return false;
    const { isActionSent, laser } = this.#gesture;
    if (!isActionSent || (laser !== null && laser.sent < laser.points.length)) return true;
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

/** Adds places, and drops the oldest of those that wait too long. @param {Gesture} gesture @param {NonNullable<Draft["laser"]>} piece */
function appendLaser(gesture, { page, points }) {
  const before = gesture.laser?.page === page ? gesture.laser : { points: [], sent: 0 };
  const unsent = [...before.points.slice(before.sent), ...points];
  gesture.laser = { page, points: unsent.slice(-2 * MAX_LASER_PLACES), sent: 0 };
}

/**
 * Returns messages for the unsent parts of a gesture, and marks them as sent. A whole stroke is at most 30 KiB
 * (`InkColumn`), so each fits a frame.
 * @param {Gesture} gesture
 * @param {number} now  infinity for the end of the gesture, which waits for nothing
 * @returns {Draft[]}
 */
function takeUnsent(gesture, now) {
  const { g, strokes, action, isActionSent, laser } = gesture;
  const messages = [];
  for (const stroke of strokes.values()) {
    const { head, sentPoints: from } = stroke;
    if (from === stroke.pressure.length) continue;
    const points = stroke.points.slice(2 * from);
    const pressure = stroke.pressure.slice(from);
    messages.push({ g, ink: { ...head, from, points, pressure } });
    stroke.sentPoints = stroke.pressure.length;
  }
  if (laser !== null && laser.sent < laser.points.length) {
    messages.push({ g, laser: { page: laser.page, points: laser.points.slice(laser.sent) } });
    // The last place stays for the repetition.
    laser.points = laser.points.slice(-2);
    laser.sent = 2;
  }
  if (action === null || isActionSent || now < gesture.actionAt) return messages;
  messages.push({ g, ...withoutSentIds(action, gesture.sentIds) });
  gesture.isActionSent = true;
  const { move, change, erase, cut } = action;
  gesture.sentIds = ((move ?? change ?? erase)?.ids ?? cut?.points)?.length ?? 0;
  if (change !== undefined) gesture.actionAt = now + CHANGE_MS_PER_ID * gesture.sentIds;
  return messages;
}

/**
 * A gesture over shapes without the ids that were sent; ids are only added.
 * @param {DraftContent} content @param {number} sent
 * @returns {DraftContent}
 */
function withoutSentIds(content, sent) {
  const { move, change, erase, cut } = content;
  if (sent === 0) return content;
  if (cut !== undefined) return { cut: { from: sent / 2, ...cut, points: cut.points.slice(sent) } };
  if (change !== undefined)
    return change.ids.length === sent ? { change: { ...change, ids: [] } } : content;
  if (move !== undefined)
    return move.ids.length === sent ? { move: { ...move, ids: [] } } : content;
  return erase === undefined ? content : { erase: { from: sent, ids: erase.ids.slice(sent) } };
}

/** Marks all of a gesture as unsent. @param {Gesture} gesture @param {number} now */
function markUnsent(gesture, now) {
  gesture.resendAt = now + RESEND_MS;
  gesture.isActionSent = gesture.action === null;
  gesture.sentIds = 0;
  if (gesture.laser !== null) gesture.laser.sent = 0;
  for (const stroke of gesture.strokes.values()) stroke.sentPoints = 0;
}
