/**
 * Fields for the person's own name: a card on the first visit, which never blocks drawing, and a field in the people panel.
 */

import { byId } from "../elements/dom.js";
import { bindNameField, rename } from "../settings/name_field.js";

/** @typedef {import("../input/escape.js").Escape} Escape */
/** @typedef {import("../settings/name_field.js").NameParts} NameParts */

export class NameCard {
  #card = byId("name-card", HTMLFormElement);
  #parts;
  #ownName;

  /** @param {NameParts & {escapeKey: Escape}} parts */
  constructor(parts) {
    const { ownName, escapeKey } = parts;
    this.#parts = parts;
    this.#ownName = ownName;
    this.#listen();
    escapeKey.add({
      element: this.#card,
      isOpen: () => !this.#card.hidden,
      close: () => this.#closeCard(),
    });
    // Another window may change the name too.
    ownName.shown.subscribe(() => this.#show());
    this.#show();
    this.#card.hidden = !ownName.mayAsk;
  }

  #listen() {
    const field = byId("name-field", HTMLInputElement);
    this.#card.addEventListener("submit", (event) => {
      event.preventDefault();
      rename(field.value, this.#parts);
      this.#closeCard();
    });
    // Drawing accepts the name as it is; the people panel can still change it.
    byId("overlay", HTMLElement).addEventListener("pointerdown", () => {
      if (this.#card.hidden) return;
      rename(field.value, this.#parts);
      this.#ownName.stopAsking();
      this.#card.hidden = true;
    });
    // Closing the card accepts the guest name on all boards, so that no other board asks again.
    byId("name-later", HTMLElement).addEventListener("click", () => this.#closeCard());
    const form = byId("rename-person", HTMLFormElement);
    bindNameField(form, byId("person-name-field", HTMLInputElement), this.#parts);
  }

  #show() {
    byId("guest-name", HTMLElement).textContent = this.#ownName.shown.value;
    if (!this.#ownName.isGuest) this.#card.hidden = true;
  }

  #closeCard() {
    this.#ownName.acceptGuestName();
    const hadFocus = this.#card.contains(document.activeElement);
    this.#card.hidden = true;
    if (hadFocus) byId("overlay", HTMLElement).focus({ preventScroll: true });
  }
}
