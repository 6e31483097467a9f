/**
 * Effects that a session requests, in order.
 */

/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./protocol.js").Call} Call */
/** @typedef {import("./protocol.js").Followed} Followed */
/** @typedef {import("./protocol.js").Live} Live */
/** @typedef {import("./protocol.js").Welcome} Welcome */
/** @typedef {import("./submissions.js").EditName} EditName */
/** @typedef {import("./submissions.js").Refusal} Refusal */

/**
 * `load` fetches a snapshot. `restore-pending` shows edits as pending again that the server has lost. `uncertain` edits were
 * decided while a snapshot skipped their log. `you`: this person has an author number or another role. `removed`: a teacher has removed this person. `order-lost` reports a server that was set back, `backlog-sent` how many edits
 * of an absence are now in the log.
 * @typedef {{do: "connect"} | {do: "disconnect"} | {do: "load"}
 *   | {do: "send", text: string}
 *   | {do: "welcome", message: Welcome} | {do: "live", message: Live} | {do: "attention", message: Call | Followed} | {do: "offline"} | {do: "you"} | {do: "removed"}
 *   | {do: "lesson", lesson: import("./protocol.js").Lesson}
 *   | ({do: "apply"} & import("./progress.js").SequencedEdit)
 *   | ({do: "drop-pending"} & EditName)
 *   | ({do: "refused"} & Refusal)
 *   | {do: "uncertain", edits: PendingEdit[]}
 *   | {do: "restore-pending", edits: PendingEdit[]}
 *   | {do: "order-lost", sent: number}
 *   | {do: "backlog-sent", count: number}} Effect
 */

export class Effects {
  /** @type {Effect[]} */
  #effects = [];

  /** Removes and returns all effects. @returns {Effect[]} */
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

  /** @param {readonly EditName[]} names */
  dropPending(names) {
    for (const name of names) this.push({ do: "drop-pending", ...name });
  }

  /** @param {PendingEdit[]} edits */
  doubt(edits) {
    if (edits.length > 0) this.push({ do: "uncertain", edits });
  }

  /** @param {PendingEdit[]} edits */
  restorePending(edits) {
    if (edits.length > 0) this.push({ do: "restore-pending", edits });
  }

  /** @param {readonly Refusal[]} refusals */
  refuse(refusals) {
    for (const refusal of refusals) this.push({ do: "refused", ...refusal });
  }
}
