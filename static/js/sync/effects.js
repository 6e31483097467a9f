/**
 * What a session wants done, in order.
 */

/** @typedef {import("./protocol.js").Live} Live */
/** @typedef {import("./protocol.js").Welcome} Welcome */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./submissions.js").Refusal} Refusal */

/**
 * @typedef {{do: "connect"} | {do: "disconnect"} | {do: "load"}
 *   | {do: "send", text: string}
 *   | {do: "welcome", message: Welcome} | {do: "live", message: Live} | {do: "offline"}
 *   | ({do: "apply"} & import("./progress.js").SequencedEdit)
 *   | {do: "drop", tag: string, n: number}
 *   | ({do: "refused"} & Refusal)
 *   | {do: "doubtful", edits: PendingEdit[]}
 *   | {do: "again", edits: PendingEdit[]}
 *   | {do: "order-lost", sent: number}
 *   | {do: "sent", count: number}} Effect
 */

export class Effects {
  /** @type {Effect[]} */
  #effects = [];

  /** @returns {Effect[]} */
  take() {
    return this.#effects.splice(0);
  }

  /** @param {Effect} effect */
  push(effect) {
    this.#effects.push(effect);
  }

  /** @param {object} message */
  send(message) {
    this.push({ do: "send", text: JSON.stringify(message) });
  }

  /** @param {readonly import("./backlog.js").EditName[]} names */
  drop(names) {
    for (const name of names) this.push({ do: "drop", ...name });
  }

  /** @param {PendingEdit[]} edits */
  doubt(edits) {
    if (edits.length > 0) this.push({ do: "doubtful", edits });
  }

  /** @param {readonly Refusal[]} refusals */
  refuse(refusals) {
    for (const refusal of refusals) this.push({ do: "refused", ...refusal });
  }
}
