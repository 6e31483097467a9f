/**
 * What is spoken: one polite sentence every three seconds at most, and at once what cannot wait.
 */

import { byId } from "../elements/dom.js";

const PAUSE_MS = 3_000;

export class Announcer {
  /** Whether changes by others are spoken; a lost connection always is. */
  speaksChanges = true;
  #polite = byId("say", HTMLElement);
  #urgent = byId("say-now", HTMLElement);
  /** @type {(() => string)[]} */
  #sources = [];
  /** @type {string[]} */
  #queue = [];
  /** Whether a source has something to tell that has not been spoken. */
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

  /** Adds somebody who is asked, before each sentence, what happened since. @param {() => string} source */
  addSource(source) {
    this.#sources.push(source);
  }

  /** Something has happened that a source will tell of. */
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
    // Until then nothing more is said, however much happens.
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      if (this.#queue.length > 0 || this.#hasUnspoken) this.#schedule(0);
    }, PAUSE_MS);
  }
}
