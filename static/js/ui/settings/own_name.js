/**
 * The person's own name: the one stored in this browser, or a guest name.
 *
 * The guest name follows from the person's secret on the board, unless somebody on the board has it already.
 * A change in one window applies in all windows of this browser.
 */

import { Signal } from "../../platform/signal.js";
import {
  guestName,
  guestNames,
  isGuestName,
  NAME_ASKED,
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
  /** Whether this is the first visit as a guest, so that nobody knows the name yet. */
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

  /** Whether to ask for the name: a guest has not answered on this device yet. */
  get mayAsk() {
    return this.isGuest && readSetting(NAME_ASKED) !== "yes";
  }

  /** Asks no more on this device. The guest name stays one, so that it yields to somebody who has it already. */
  stopAsking() {
    writeSetting(NAME_ASKED, "yes");
  }

  /** Sets and stores the name. @param {string} typed @returns {boolean} whether it has changed */
  setName(typed) {
    const name = normalizeName(typed);
    if (name === "" || name === this.shown.value) return false;
    storeName(name);
    this.shown.set(name);
    return true;
  }

  /** Stores the guest name as the person's name for all boards. */
  acceptGuestName() {
    if (this.isGuest) storeName(this.shown.value);
  }

  /** Sends the name to the others whenever it changes, and follows the other windows. @param {Editor} editor */
  bindTo(editor) {
    this.shown.subscribe((name) => editor.rename(name));
    const end = editor.peers.list.subscribe(([me, ...others]) => {
      // The welcome lists the peers that came first: only to these does a guest yield its name.
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
    // A name in another language of the page is replaced.
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
    // The same name may be mine in another window; only the author number tells.
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
