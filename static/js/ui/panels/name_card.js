/**
 * The person's own name: the card of the first visit, which never stands in the way, and the field
 * in the people panel.
 */

import { part } from "../page/page_parts.js";
import { isolate } from "../settings/l10n.js";

/** @typedef {import("../status/announcer.js").Announcer} Announcer */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../settings/own_name.js").OwnName} OwnName */

export class NameCard {
  #t;
  #announcer;
  #card = part("name-card", HTMLFormElement);
  #own = part("person-name-field", HTMLInputElement);
  #name;

  /** @param {{t: Translate, announcer: Announcer, ownName: OwnName}} options */
  constructor({ t, announcer, ownName }) {
    this.#t = t;
    this.#announcer = announcer;
    this.#name = ownName;
    this.#listen();
    // It may have been given in another window.
    ownName.shown.subscribe(() => this.#show());
    this.#show();
    this.#card.hidden = !ownName.isGuest;
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
      if (!this.#card.hidden) this.#take(field.value);
      this.#card.hidden = true;
    });
    // Whoever closes the card is happy with the name; asking again on every board would nag.
    part("name-later", HTMLElement).addEventListener("click", () => this.#closeCard());
    part("rename-person", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#takeOwn();
    });
    // The panel may be closed before anything is pressed.
    this.#own.addEventListener("change", () => this.#takeOwn());
    this.#own.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#own.value = this.#name.shown.value;
    });
  }

  #show() {
    const name = this.#name.shown.value;
    // Nobody loses what they are typing.
    if (document.activeElement !== this.#own) this.#own.value = name;
    part("guest-name", HTMLElement).textContent = name;
    if (!this.#name.isGuest) this.#card.hidden = true;
  }

  /** @param {string} typed */
  #take(typed) {
    if (!this.#name.give(typed)) return;
    const name = isolate(this.#name.shown.value);
    this.#announcer.say(this.#t("name-changed", { name }));
  }

  #takeOwn() {
    this.#take(this.#own.value);
    this.#own.value = this.#name.shown.value;
  }

  #closeCard() {
    this.#name.accept();
    const hadFocus = this.#card.contains(document.activeElement);
    this.#card.hidden = true;
    if (hadFocus) part("overlay", HTMLElement).focus({ preventScroll: true });
  }
}
