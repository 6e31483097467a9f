/**
 * Live regions for screen readers: at most one polite sentence every three seconds, urgent texts at once.
 */

import { byId } from "../elements/dom.js";

const PAUSE_MS = 3_000;

export class Announcer {
  /** Whether changes by others are spoken. A lost connection always is. */
  speaksChanges = true;
  #polite = byId("say", HTMLElement);
  #urgent = byId("say-now", HTMLElement);
  /** @type {(() => string)[]} */
  #sources = [];
  /** @type {string[]} */
  #queue = [];
  /** Whether a source has unspoken changes. */
  #hasUnspoken = false;
  #timer = 0;

  /** @param {string} text */
  say(text) {
    this.#queue.push(text);
    this.#schedule(0);
  }

  /** @param {string} text */
  sayNow(text) {
    this.#urgent.textContent = text;
  }

  /** Registers a source of text, called before each sentence. @param {() => string} source */
  addSource(source) {
    this.#sources.push(source);
  }

  /** Schedules a sentence: a source has something new. */
  notifyChange() {
    if (!this.speaksChanges) return;
    this.#hasUnspoken = true;
    this.#schedule(PAUSE_MS);
  }

  /** @param {number} delay */
  #schedule(delay) {
    if (this.#timer !== 0) return;
    this.#timer = window.setTimeout(() => this.#speak(), delay);
  }

  #speak() {
    this.#hasUnspoken = false;
    const gathered = this.#sources.map((source) => source());
    const changes = this.speaksChanges ? gathered : [];
    const sentences = [...this.#queue, ...changes].filter((text) => text !== "");
    this.#queue = [];
    if (sentences.length > 0) this.#polite.textContent = sentences.join(". ");
    // Changes during the pause are gathered into one sentence.
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      if (this.#queue.length > 0 || this.#hasUnspoken) this.#schedule(0);
    }, PAUSE_MS);
  }
}
