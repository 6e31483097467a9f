/**
 * Where people look: follows somebody, heeds the calls of a teacher, shows one's view to followers, and raises the hand. The
 * rest loads on use.
 */

import { loadPart } from "../page/parts.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {{editor: Editor, t: import("../settings/l10n.js").Translate, toasts: import("../status/toasts.js").Toasts, announcer: import("../status/announcer.js").Announcer}} AttentionParts */

export class AttentionControls {
  /** Null until it is used. @type {Promise<import("./attention_actions.js").AttentionActions> | null} */
  #actions = null;
  #parts;

  /** @param {AttentionParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { attention } = parts.editor;
    attention.followers.subscribe((count) => {
      if (count > 0) this.#load();
    });
    attention.call.subscribe((call) => {
      if (call !== null) this.#load();
    });
    if (attention.followers.value > 0 || attention.call.value !== null) this.#load();
  }

  /** @param {(actions: import("./attention_actions.js").AttentionActions) => unknown} run */
  async use(run) {
    await run(await this.#load());
  }

  #load() {
    this.#actions ??= loadPart(() => import("./attention_actions.js"), {
      styles: ["attention"],
      texts: ["attention"],
    }).then(({ AttentionActions }) => new AttentionActions(this.#parts));
    return this.#actions;
  }
}
