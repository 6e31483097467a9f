// The state machine of a connection in a test: told what happened, asked what it wants.

import { EditQueue } from "../../static/js/sync/edit_queue.js";
import { Session } from "../../static/js/sync/session.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/sync/effects.js").Effect} Effect */
/** @typedef {Record<string, any>} Message */

export const TAG = "00000000000000aa";
export const PERSON = "0".repeat(32);

/** A session, and what it has wanted so far. */
export class Rig {
  /** @type {Effect[]} */
  effects = [];
  now = 0;
  session = new Session({
    ...{ person: PERSON, tag: TAG, name: "Ada", random: () => 0.5 },
    queue: new EditQueue(),
  });

  /** Started, with an empty board and the hello answered. @param {Message} [welcome] */
  static live(welcome = {}) {
    const rig = new Rig();
    rig.session.start(0);
    rig.session.manifestLoaded({ seq: 0, at: 0 }, 0);
    rig.session.boardLoaded(0, 0);
    rig.open(welcome);
    return rig;
  }

  /** @param {Message} [welcome] */
  open(welcome = {}) {
    this.session.opened(this.now);
    this.hear({
      t: "welcome",
      head: 0,
      at: 0,
      role: "editor",
      peer: 1,
      last: 0,
      peers: [],
      count: 1,
      ...welcome,
    });
  }

  /** Comes back after a close. @param {Message} [welcome] */
  reopen(welcome = {}) {
    this.pass(16_000);
    this.open(welcome);
  }

  /** @param {Message} message */
  hear(message) {
    this.session.received(JSON.stringify(message), this.now);
  }

  /** @param {number} code */
  close(code) {
    this.session.closed(code, this.now);
  }

  /** @param {number} ms */
  pass(ms) {
    const end = this.now + ms;
    while (this.session.wakeAt <= end) {
      this.now = Math.max(this.now, this.session.wakeAt);
      this.session.tick(this.now);
    }
    this.now = end;
  }

  /** @param {Op[]} ops @param {number} [upto] */
  submit(ops, upto) {
    const { n } = this.session.submit(ops, upto, this.now);
    this.session.flush();
    return n;
  }

  /** Returns the effects requested since the last call. */
  take() {
    const effects = this.session.takeEffects();
    this.effects.push(...effects);
    return effects;
  }

  /** Removes and returns the messages sent since the last call. @returns {Message[]} */
  takeSent() {
    return this.take().flatMap((effect) => (effect.do === "send" ? [JSON.parse(effect.text)] : []));
  }

  /** Numbers sent since the last call. @returns {number[]} */
  sent() {
    return this.takeSent().flatMap(({ t, first, edits }) => {
      return t === "ops"
        ? edits.map((/** @type {unknown} */ _, /** @type {number} */ at) => first + at)
        : [];
    });
  }
}

/** @param {number} at @returns {Op[]} */
export function move(at) {
  return [{ op: "set", id: `${TAG}.1`, pos: [at, 0, 0] }];
}

/** @param {number} n @param {number} [at] */
export function mine(n, at = 1) {
  return { author: 1, tag: TAG, n, at, ops: [] };
}
