/**
 * Drives a session: after each event all of its effects are performed, in order, and one timer is set for its next deadline.
 */

import { guarded } from "../platform/signal.js";

/** @typedef {import("./effects.js").Effect} Effect */
/** @typedef {import("./replica_updater.js").ReplicaUpdater} ReplicaUpdater */
/** @typedef {import("./session.js").Session} Session */
/** Calls back after some ms; the function that it returns cancels that. @typedef {(call: () => void, ms: number) => () => void} StartTimer */
/** @typedef {{[K in Effect["do"]]: (effect: Extract<Effect, {do: K}>) => void}} EffectHandlers */

/** Effects that change the board. @type {ReadonlySet<Effect["do"]>} */
const BOARD_CHANGES = new Set(
  /** @type {const} */ (["drop-pending", "refused", "uncertain", "restore-pending"]),
);

/** @type {StartTimer} */
export function startTimer(call, ms) {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

export class SessionDriver {
  #session;
  #updater;
  #page;
  /** @type {(() => void) | null} */
  #cancelTimer = null;

  /**
   * @param {{session: Session, updater: ReplicaUpdater}} machine
   * @param {object} page
   * @param {() => number} page.now  ms
   * @param {StartTimer} page.startTimer
   * @param {EffectHandlers} page.handlers
   * @param {() => void} page.onIdle  called when all effects are performed
   * @param {() => number} page.wakeAt  earliest deadline beside the session's, infinity for none
   * @param {(now: number) => void} page.onTimer  handles that deadline
   */
  constructor({ session, updater }, page) {
    this.#session = session;
    this.#updater = updater;
    this.#page = page;
  }

  /** Passes an event to the session and performs its effects. @param {() => void} event */
  handle(event) {
    // The session may have handled half of it, so the board is loaded again.
    if (!guarded(event)) this.#updater.fail();
    this.run();
  }

  /** Performs all effects of the session, and sets the timer for the next deadline. */
  run() {
    const { now, startTimer: start, onIdle, wakeAt } = this.#page;
    for (;;) {
      if (this.#updater.takeFailure()) this.#session.boardFailed(now());
      const effects = this.#session.takeEffects();
      if (effects.length === 0) break;
      for (const effect of effects) this.#perform(effect);
    }
    guarded(() => this.#updater.settle());
    onIdle();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const next = Math.min(this.#session.wakeAt, wakeAt());
    if (!Number.isFinite(next)) return;
    this.#cancelTimer = start(() => this.#onTimer(), Math.max(1, Math.ceil(next - now())));
  }

  /** @param {Effect} effect */
  #perform(effect) {
    const handlers = /** @type {Record<string, (effect: Effect) => void>} */ (this.#page.handlers);
    const isDone = guarded(() => handlers[effect.do]?.(effect));
    if (!isDone && BOARD_CHANGES.has(effect.do)) this.#updater.fail();
  }

  #onTimer() {
    const now = this.#page.now();
    this.handle(() => {
      this.#session.tick(now);
      this.#page.onTimer(now);
    });
  }
}
