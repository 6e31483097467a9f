/**
 * Describes for screen readers what others did to the board, and changes of the connection.
 */

import { STREAM_PAUSED } from "../../sync/close_codes.js";
import { displayName, isolate } from "../settings/l10n.js";
import { descriptionOf, surroundingsOf } from "./shape_names.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").Shape} Shape */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("./announcer.js").Announcer} Announcer */
/** The shapes of one kind of change: how many, and the latest. @typedef {{ids: Set<string>, shape: Shape}} Changed */

export class Activity {
  #editor;
  #t;
  /** Shapes added by each author since the last sentence. @type {Map<number, Changed>} */
  #added = new Map();
  /** Names of those authors, who may have left before the sentence is spoken. @type {Map<number, string>} */
  #names = new Map();
  /** @type {Changed | null} */
  #removed = null;
  /** Shapes that a toast announces. */
  #cleared = 0;
  /** @type {Changed | null} */
  #changed = null;
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
      if (this.#detectOwnChange() || reset || !announcer.speaksChanges) return;
      const here = changes.filter(({ page }) => page === editor.page.value);
      for (const change of here) this.#count(change);
      this.#recordNames();
      if (here.length > 0) announcer.notifyChange();
    });
    // A peer's author number arrives with its first edit.
    editor.peers.list.subscribe(() => this.#recordNames());
    // A toast announces cleared pages, so their shapes do not count here.
    editor.notices.subscribe((notice) => {
      if (notice?.kind === "cleared" && notice.page === editor.page.value)
        this.#cleared += notice.count;
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

  /** @param {{before: Shape | null, after: Shape | null}} change */
  #count({ before, after }) {
    const isNew = [...this.#added.values()].some(({ ids }) => after !== null && ids.has(after.id));
    if (before !== null && isNew) return;
    if (before !== null && after !== null) this.#changed = withShape(this.#changed, after);
    else if (before !== null) this.#removed = withShape(this.#removed, before);
    else if (after !== null)
      this.#added.set(after.author, withShape(this.#added.get(after.author), after));
  }

  #recordNames() {
    for (const { author, name } of this.#editor.peers.list.value) {
      if (this.#added.has(author)) this.#names.set(author, isolate(displayName(name, this.#t)));
    }
  }

  #takeSentence() {
    const t = this.#t;
    const clauses = [];
    for (const [author, added] of this.#added) {
      const name = this.#names.get(author) ?? t("say-somebody");
      const { count, shape } = this.#toldOf(added);
      clauses.push(
        count === 1 ? t("say-drew-one", { name, shape }) : t("say-drew", { name, count }),
      );
    }
    const name = t("say-somebody");
    const removed = this.#toldOf(this.#removed, this.#cleared);
    if (removed.count === 1) clauses.push(t("say-erased-one", { name, shape: removed.shape }));
    else if (removed.count > 1) clauses.push(t("say-erased", { name, count: removed.count }));
    const changed = this.#toldOf(this.#changed);
    if (changed.count === 1) clauses.push(t("say-changed-one", { name, shape: changed.shape }));
    else if (changed.count > 1) clauses.push(t("say-changed", { name, count: changed.count }));
    this.#added.clear();
    this.#names.clear();
    this.#removed = null;
    this.#cleared = 0;
    this.#changed = null;
    return clauses.join(". ");
  }

  /** The number of shapes, and what a single one is. @param {Changed | null} changed @param {number} [toldElsewhere] */
  #toldOf(changed, toldElsewhere = 0) {
    if (changed === null) return { count: 0, shape: "" };
    const count = Math.max(0, changed.ids.size - toldElsewhere);
    const { view } = this.#editor;
    const shape = view.shape(changed.shape.id) ?? changed.shape;
    // The sentence has the name already.
    const surroundings = { ...surroundingsOf(this.#editor), author: shape.author };
    return { count, shape: descriptionOf(shape, surroundings, this.#t) };
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

/** @param {Changed | null | undefined} changed @param {Shape} shape @returns {Changed} */
function withShape(changed, shape) {
  const ids = changed?.ids ?? new Set();
  return { ids: ids.add(shape.id), shape };
}
