/**
 * Describes for screen readers what others did to the board, and changes of the connection.
 */

import { STREAM_PAUSED } from "../../sync/close_codes.js";
import { displayName, isolate } from "../settings/l10n.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("./announcer.js").Announcer} Announcer */

export class Activity {
  #editor;
  #t;
  /** Number of shapes that each author has added since the last sentence. @type {Map<number, number>} */
  #added = new Map();
  /** Names of those authors, who may have left before the sentence is spoken. @type {Map<number, string>} */
  #names = new Map();
  #removed = 0;
  #changed = 0;
  #pending = "";
  #status;

  /** @param {{editor: Editor, t: Translate, announcer: Announcer}} chrome */
  constructor({ editor, t, announcer }) {
    this.#editor = editor;
    this.#t = t;
    this.#status = editor.status.value.state;
    this.#detectOwnChange();
    announcer.addSource(() => this.#takeSentence());
    editor.view.subscribe(({ reset, changes }) => {
      if (this.#detectOwnChange() || reset) return;
      for (const change of changes) this.#count(change);
      this.#recordNames();
      if (changes.length > 0) announcer.notifyChange();
    });
    // A peer's author number arrives with its first edit.
    editor.peers.list.subscribe(() => this.#recordNames());
    // A toast announces cleared pages, so their shapes do not count here.
    editor.notices.subscribe((notice) => {
      if (notice?.kind === "cleared") this.#removed = Math.max(0, this.#removed - notice.count);
    });
    editor.status.subscribe((status) => this.#announceStatus(status, announcer));
  }

  /** Whether the pending list has changed, which shows that a change comes from this page. */
  #detectOwnChange() {
    const { pending } = this.#editor.view;
    const lastPending = `${pending.length} ${pending.at(-1)?.n ?? 0}`;
    const isOwn = lastPending !== this.#pending;
    this.#pending = lastPending;
    return isOwn;
  }

  /** @param {{before: {author: number} | null, after: {author: number} | null}} change */
  #count({ before, after }) {
    if (before !== null && after !== null) this.#changed += 1;
    else if (before !== null) this.#removed += 1;
    else if (after !== null)
      this.#added.set(after.author, (this.#added.get(after.author) ?? 0) + 1);
  }

  #recordNames() {
    for (const { author, name } of this.#editor.peers.list.value) {
      if (this.#added.has(author)) this.#names.set(author, isolate(displayName(name, this.#t)));
    }
  }

  #takeSentence() {
    const t = this.#t;
    const clauses = [];
    for (const [author, count] of this.#added) {
      clauses.push(t("say-drew", { name: this.#names.get(author) ?? t("say-somebody"), count }));
    }
    const name = t("say-somebody");
    if (this.#removed > 0) clauses.push(t("say-erased", { name, count: this.#removed }));
    if (this.#changed > 0) clauses.push(t("say-changed", { name, count: this.#changed }));
    this.#added.clear();
    this.#names.clear();
    this.#removed = 0;
    this.#changed = 0;
    return clauses.join(". ");
  }

  /** @param {Editor["status"]["value"]} status @param {Announcer} announcer */
  #announceStatus({ state, code }, announcer) {
    const before = this.#status;
    this.#status = state;
    if (state === before) return;
    if (state === "offline" && before !== "loading") {
      announcer.sayNow(code === STREAM_PAUSED ? this.#t("gave-way") : this.#t("say-offline"));
    }
    if (before === "offline" && (state === "synced" || state === "saving")) {
      announcer.say(this.#t("say-online"));
    }
  }
}
