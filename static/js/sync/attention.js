/**
 * Where people look, and who asks to speak (SPEC Q): whom this page follows, its raised hand, and the calls of teachers.
 */

import { Signal } from "../platform/signal.js";

/** @typedef {import("./protocol.js").Call} Call */
/** @typedef {import("./protocol.js").View} View */
/** @typedef {{page: number, view: View}} Place */

export class Attention {
  /** How many follow this page. */
  followers = new Signal(0);
  /** The latest call of a teacher. @type {Signal<Call | null>} */
  call = new Signal(/** @type {Call | null} */ (null));
  /** Whether this page leads everybody. */
  leads = new Signal(false);
  /** Whether the own hand is raised. */
  isHandUp = new Signal(false);
  #sender;
  #flush;
  /** The place of the lead, which a new connection says again. @type {Place | null} */
  #leadPlace = null;

  /** @param {Pick<import("./live_sender.js").LiveSender, "say" | "setPresence">} sender @param {() => void} flush  sends at the end of the task */
  constructor(sender, flush) {
    this.#sender = sender;
    this.#flush = flush;
  }

  /** @param {Call | import("./protocol.js").Followed} message @param {number} me  number of this peer */
  received(message, me) {
    if (message.t === "followed") {
      this.followers.set(message.count);
      return;
    }
    // Nobody leads, as before.
    if (message.page === undefined && this.call.value === null) return;
    // Another teacher leads now.
    if (message.peer !== me && message.page !== undefined) this.#stopLeading();
    // The server has ended the lead, with the role of this person.
    if (message.peer === me && !message.lead) this.#stopLeading();
    this.call.set(message);
  }

  /** A new connection: the server knows nothing of this page. */
  welcomed() {
    this.followers.set(0);
    if (this.#leadPlace !== null) this.#say({ t: "call", ...this.#leadPlace, lead: true });
  }

  /** @param {number | null} peer  null for nobody */
  follow(peer) {
    this.#setPresence({ follow: peer });
  }

  /** @param {boolean} isUp */
  raiseHand(isUp) {
    this.isHandUp.set(isUp);
    this.#setPresence({ hand: isUp });
  }

  /** The server shows the own hand: a teacher may have lowered it. @param {number} place */
  handShown(place) {
    if (place === 0 && this.isHandUp.value) this.raiseHand(false);
  }

  /** A teacher lowers somebody's hand. @param {number} peer */
  lowerHand(peer) {
    this.#say({ t: "lower", peer });
  }

  /** Shows the followers what this page shows. @param {Place} place */
  showView({ page, view }) {
    this.#setPresence({ page, view });
  }

  /** Brings everybody to a place once. @param {Place} place */
  callHere(place) {
    this.#stopLeading();
    this.#say({ t: "call", ...place, lead: false });
  }

  /** Leads everybody, from a place on. @param {Place} place */
  lead(place) {
    this.#leadPlace = place;
    this.leads.set(true);
    this.#say({ t: "call", ...place, lead: true });
  }

  endLead() {
    this.#stopLeading();
    this.#say({ t: "call", lead: false });
  }

  /** @param {object} message */
  #say(message) {
    this.#sender.say(message);
    this.#flush();
  }

  /** @param {import("./live_sender.js").Presence} presence */
  #setPresence(presence) {
    this.#sender.setPresence(presence);
    this.#flush();
  }

  #stopLeading() {
    this.#leadPlace = null;
    this.leads.set(false);
  }
}
