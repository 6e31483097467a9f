/**
 * Fields for the person's own name: a card on the first visit, which never blocks drawing, and a field in the people panel.
 */

import { byId } from "../elements/dom.js";
import { isolate } from "../settings/l10n.js";

/** @typedef {import("../input/escape.js").Escape} Escape */
/** @typedef {import("../status/announcer.js").Announcer} Announcer */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../settings/own_name.js").OwnName} OwnName */

export class NameCard {
  #t;
  #announcer;
  #card = byId("name-card", HTMLFormElement);
  #panelField = byId("person-name-field", HTMLInputElement);
  #ownName;

  /** @param {{t: Translate, announcer: Announcer, ownName: OwnName, escapeKey: Escape}} options */
  constructor({ t, announcer, ownName, escapeKey }) {
    this.#t = t;
    this.#announcer = announcer;
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
      this.#submit(field.value);
      this.#closeCard();
    });
    // Drawing accepts the name as it is; the people panel can still change it.
    byId("overlay", HTMLElement).addEventListener("pointerdown", () => {
      if (this.#card.hidden) return;
      this.#submit(field.value);
      this.#ownName.stopAsking();
      this.#card.hidden = true;
    });
    // Closing the card accepts the guest name on all boards, so that no other board asks again.
    byId("name-later", HTMLElement).addEventListener("click", () => this.#closeCard());
    byId("rename-person", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submitPanelField();
    });
    // Closing the panel submits the field too.
    this.#panelField.addEventListener("change", () => this.#submitPanelField());
    this.#panelField.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#panelField.value = this.#ownName.shown.value;
    });
  }

  #show() {
    const name = this.#ownName.shown.value;
    // A field that has the focus keeps what is being typed.
    if (document.activeElement !== this.#panelField) this.#panelField.value = name;
    byId("guest-name", HTMLElement).textContent = name;
    if (!this.#ownName.isGuest) this.#card.hidden = true;
  }

  /** @param {string} typed */
  #submit(typed) {
    if (!this.#ownName.setName(typed)) return;
    const name = isolate(this.#ownName.shown.value);
    this.#announcer.say(this.#t("name-changed", { name }));
  }

  #submitPanelField() {
    this.#submit(this.#panelField.value);
    this.#panelField.value = this.#ownName.shown.value;
  }

  #closeCard() {
    this.#ownName.acceptGuestName();
    const hadFocus = this.#card.contains(document.activeElement);
    this.#card.hidden = true;
    if (hadFocus) byId("overlay", HTMLElement).focus({ preventScroll: true });
  }
}
