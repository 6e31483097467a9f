/**
 * The person's own name: the card of the first visit, which never stands in the way, and the field
 * in the people panel.
 */

import { isolate } from "./l10n.js";
import { part } from "./page_parts.js";
import { givenName, keepName, tidyName } from "./person.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("./l10n.js").Translate} Translate */
/** @typedef {import("./announce.js").Announcer} Announcer */

export class Names {
  #editor;
  #t;
  #announcer;
  #card = part("name-card", HTMLFormElement);
  #own = part("person-name-field", HTMLInputElement);
  #name;

  /** @param {{editor: Editor, t: Translate, announcer: Announcer, name: string}} options  name: under which the page has come */
  constructor({ editor, t, announcer, name }) {
    this.#editor = editor;
    this.#t = t;
    this.#announcer = announcer;
    this.#name = name;
    this.#own.value = name;
    this.#listen();
    part("guest-name", HTMLElement).textContent = name;
    this.#card.hidden = givenName() !== null;
  }

  #listen() {
    const field = part("name-field", HTMLInputElement);
    this.#card.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#take(field.value);
      this.#closeCard();
    });
    this.#card.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#closeCard();
    });
    // Whoever draws has begun; the name can still be changed in the people panel.
    part("overlay", HTMLElement).addEventListener("pointerdown", () => {
      this.#card.hidden = true;
    });
    // Whoever closes the card is happy with the name; asking again on every board would nag.
    part("name-later", HTMLElement).addEventListener("click", () => this.#closeCard());
    part("rename-person", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#take(this.#own.value);
      this.#own.value = this.#name;
      this.#card.hidden = true;
    });
  }

  /** @param {string} typed */
  #take(typed) {
    const name = tidyName(typed);
    if (name === "" || name === this.#name) return;
    this.#name = name;
    this.#own.value = name;
    keepName(name);
    this.#editor.rename(name);
    this.#announcer.say(this.#t("name-changed", { name: isolate(name) }));
  }

  #closeCard() {
    if (givenName() === null) keepName(this.#name);
    const hadFocus = this.#card.contains(document.activeElement);
    this.#card.hidden = true;
    if (hadFocus) part("overlay", HTMLElement).focus({ preventScroll: true });
  }
}
