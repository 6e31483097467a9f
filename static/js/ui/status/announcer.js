/**
 * What is spoken: one polite sentence every three seconds at most, and at once what cannot wait.
 */

import { part } from "../page/page_parts.js";

const PAUSE_MS = 3_000;

export class Announcer {
  /** Whether changes by others are spoken; a lost connection always is. */
  speaksChanges = true;
  #polite = part("say", HTMLElement);
  #urgent = part("say-now", HTMLElement);
  /** @type {(() => string)[]} */
  #sources = [];
  /** @type {string[]} */
  #waiting = [];
  /** Whether a source has something to tell that has not been spoken. */
  #hasNews = false;
  #timer = 0;

  /** @param {string} text */
  say(text) {
    this.#waiting.push(text);
    this.#schedule(0);
  }

  /** @param {string} text */
  sayNow(text) {
    this.#urgent.textContent = text;
  }

  /** Adds somebody who is asked, before each sentence, what happened since. @param {() => string} source */
  gatherFrom(source) {
    this.#sources.push(source);
  }

  /** Something has happened that a source will tell of. */
  somethingHappened() {
    if (!this.speaksChanges) return;
    this.#hasNews = true;
    this.#schedule(PAUSE_MS);
  }

  /** @param {number} delay */
  #schedule(delay) {
    if (this.#timer !== 0) return;
    this.#timer = window.setTimeout(() => this.#speak(), delay);
  }

  #speak() {
    this.#hasNews = false;
    const gathered = this.#sources.map((source) => source());
    const told = this.speaksChanges ? gathered : [];
    const sentences = [...this.#waiting, ...told].filter((text) => text !== "");
    this.#waiting = [];
    if (sentences.length > 0) this.#polite.textContent = sentences.join(". ");
    // Until then nothing more is said, however much happens.
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      if (this.#waiting.length > 0 || this.#hasNews) this.#schedule(0);
    }, PAUSE_MS);
  }
}
