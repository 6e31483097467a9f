/**
 * Long work in turns of some milliseconds, between which the page handles its events.
 */

/** The longest turn. */
const TURN_MS = 12;

/** The turns of one piece of work. */
export class Turns {
  #signal;
  #end = performance.now() + TURN_MS;

  /** @param {AbortSignal} signal  ends the work */
  constructor(signal) {
    this.#signal = signal;
  }

  /** When the current turn ends, in ms. */
  get end() {
    return this.#end;
  }

  /** Waits for the next turn if this one is over. Throws once the work is to end. */
  async rest() {
    if (performance.now() >= this.#end) await this.next();
  }

  /** Waits for the next turn. Throws once the work is to end. */
  async next() {
    await nextTask();
    this.#signal.throwIfAborted();
    this.#end = performance.now() + TURN_MS;
  }
}

/** Waits for a task of its own. Unlike timers, messages are not slowed down in a hidden tab. */
function nextTask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(null);
  });
}
