/**
 * The name under which this person is seen: the one that was given in this browser, or a guest's.
 *
 * A guest keeps the name that the board's secret leads to, unless somebody who is here already has
 * it. Whatever one window changes, the others of this browser take over.
 */

import { Signal } from "../../platform/signal.js";
import {
  guestName,
  guestNames,
  isGuestName,
  normalizeName,
  storedName,
  storeName,
} from "./person.js";
import { onAnySettingChange, readSetting, writeSetting } from "./storage.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../sync/peers.js").Peer} Peer */

export class OwnName {
  /** @type {Signal<string>} */
  shown;
  #key;
  #secret;
  /** Whether this visit is the first one as a guest, so that nobody knows the name yet. */
  #isFirstVisit = false;

  /** @param {string} board @param {string} secret  of the person on that board */
  constructor(board, secret) {
    this.#key = `guest.${board}`;
    this.#secret = secret;
    this.shown = new Signal(storedName() ?? this.#guestName());
  }

  get isGuest() {
    return storedName() === null;
  }

  /** @param {string} typed @returns {boolean} whether it is another one now */
  setName(typed) {
    const name = normalizeName(typed);
    if (name === "" || name === this.shown.value) return false;
    storeName(name);
    this.shown.set(name);
    return true;
  }

  /** The guest's name will do, here and on other boards. */
  acceptGuestName() {
    if (this.isGuest) storeName(this.shown.value);
  }

  /** Tells the others, now and whenever it changes. @param {Editor} editor */
  bindTo(editor) {
    this.shown.subscribe((name) => editor.rename(name));
    const end = editor.peers.list.subscribe(([me, ...others]) => {
      // Only those who were here first are known with the welcome, and only then somebody yields.
      if (me === undefined || me.peer === 0) return;
      end();
      this.#yieldTakenName(me, others);
    });
    onAnySettingChange((key, value) => {
      const isName = key === "name" || (key === this.#key && this.isGuest);
      const name = normalizeName(value ?? "");
      if (isName && name !== "") this.shown.set(name);
    });
  }

  #guestName() {
    const stored = normalizeName(readSetting(this.#key) ?? "");
    // In another language of the page it is made anew.
    if (isGuestName(stored, guestNames())) return stored;
    this.#isFirstVisit = true;
    const name = guestName(this.#secret, guestNames());
    writeSetting(this.#key, name);
    return name;
  }

  /** @param {Peer} me @param {readonly Peer[]} others */
  #yieldTakenName({ author: mine }, others) {
    if (!this.isGuest) return;
    const name = this.shown.value;
    // A kept name may also be mine in another window, which only an author number tells apart.
    const isTaken = others.some((other) => {
      return (
        other.name === name && (this.#isFirstVisit || (other.author > 0 && other.author !== mine))
      );
    });
    if (!isTaken) return;
    const taken = new Set(others.map((other) => other.name));
    const free = guestName(this.#secret, guestNames(), taken);
    writeSetting(this.#key, free);
    this.shown.set(free);
  }
}
