/**
 * The panel *Under the hood*: the page's own connection as it is, in messages, handshake and lab. Loaded on first use; while
 * it is closed nothing watches the connection, unless the lab is on.
 */

import { FrameLog } from "../../sync/frame_log.js";
import { Lab } from "../../sync/lab.js";
import { startTimer } from "../../sync/session_driver.js";
import { make } from "../elements/build.js";
import { createPanelHead } from "../elements/panel_head.js";
import { bindSwipeToClose } from "../elements/sheets.js";
import { handshakeView } from "./handshake_view.js";
import { bindLabSign, labView } from "./lab_view.js";
import { MessagesView } from "./messages_view.js";

/** @typedef {import("../../sync/connection_tap.js").ConnectionTap} ConnectionTap */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {"messages" | "handshake" | "lab"} TabName */
/** @typedef {{name: TabName, button: HTMLElement, body: HTMLElement}} Tab */

/** Time between two updates of what is shown. */
const SHOW_MS = 100;
/** Rates fall to zero by themselves, so they are shown anew at least so often. */
const RATES_MS = 500;

export class HoodPanel {
  #tap;
  #t;
  #ledge;
  #surface;
  #panel;
  #facts = make("p", { class: "hood-facts" });
  #log;
  #messages;
  #handshake = make("div", { class: "handshake" });
  /** @type {Tab[]} */
  #tabs;
  #lab;
  #isDue = false;
  #timer = 0;
  #shownHandshake = "";

  /** @param {{tap: ConnectionTap, t: Translate, ledge: HTMLElement, surface: HTMLElement, escapeKey: import("../input/escape.js").Escape}} parts */
  constructor({ tap, t, ledge, surface, escapeKey }) {
    this.#tap = tap;
    this.#t = t;
    this.#ledge = ledge;
    this.#surface = surface;
    const now = () => performance.now();
    this.#log = new FrameLog({ now, onChange: () => this.#showLater() });
    this.#lab = new Lab({ now, random: Math.random, startTimer });
    tap.intercept(this.#lab);
    bindLabSign(this.#lab, t);
    this.#messages = new MessagesView({ log: this.#log, t });
    this.#tabs = [
      this.#tab("messages", t("hood-messages"), this.#messages.element),
      this.#tab("handshake", t("hood-handshake"), this.#handshake),
      this.#tab("lab", t("hood-lab"), labView(this.#lab, t)),
    ];
    this.#panel = this.#build();
    this.#listen();
    escapeKey.add({
      element: this.#panel,
      isOpen: () => this.isOpen,
      close: () => this.close(),
    });
    this.#choose("messages");
  }

  get isOpen() {
    return this.#panel.matches(":popover-open");
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.#open();
  }

  close() {
    if (!this.isOpen) return;
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidePopover();
    this.#tap.observer = null;
    this.#log.end();
    clearInterval(this.#timer);
    if (hadFocus) this.#surface.focus({ preventScroll: true });
  }

  #open() {
    this.#panel.showPopover();
    this.#place();
    this.#tap.observer = this.#log;
    this.#log.begin(this.#tap.channels);
    this.#timer = window.setInterval(() => this.#showFacts(), RATES_MS);
    this.#show();
    this.#tabs.find(({ button }) => button.tabIndex === 0)?.button.focus();
  }

  #build() {
    const t = this.#t;
    const title = make("h2", { id: "hood-title" }, t("hood"));
    const panel = make(
      "section",
      {
        id: "hood",
        class: "card hood",
        popover: "manual",
        "aria-labelledby": "hood-title",
        "data-region": "",
      },
      createPanelHead(title, { t, close: () => this.close() }),
      this.#facts,
      make(
        "div",
        { class: "segments hood-tabs", role: "tablist", "aria-label": t("hood") },
        ...this.#tabs.map(({ button }) => button),
      ),
      ...this.#tabs.map(({ body }) => body),
    );
    // After the ledge in the order of the Tab key, too.
    this.#ledge.after(panel);
    return panel;
  }

  #listen() {
    const panel = this.#panel;
    const narrow = matchMedia("(max-width: 640px)");
    bindSwipeToClose(panel, { isSheet: () => narrow.matches, close: () => this.close() });
    addEventListener("resize", () => {
      if (this.isOpen) this.#place();
    });
  }

  /** Ends above the ledge, whose height depends on the tool. */
  #place() {
    const { top } = this.#ledge.getBoundingClientRect();
    this.#panel.style.setProperty("--hood-end", `${Math.round(innerHeight - top)}px`);
  }

  /** @param {TabName} name @param {string} text @param {HTMLElement} content @returns {Tab} */
  #tab(name, text, content) {
    const button = make(
      "button",
      { type: "button", role: "tab", id: `hood-tab-${name}`, "aria-controls": `hood-${name}` },
      text,
    );
    button.addEventListener("click", () => this.#choose(name));
    button.addEventListener("keydown", (event) => this.#onTabKey(event, name));
    const body = make(
      "div",
      {
        id: `hood-${name}`,
        class: "hood-body",
        role: "tabpanel",
        "aria-labelledby": `hood-tab-${name}`,
      },
      content,
    );
    if (name !== "messages") body.tabIndex = 0;
    return { name, button, body };
  }

  /** @param {KeyboardEvent} event @param {TabName} name */
  #onTabKey(event, name) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const index = this.#tabs.findIndex((tab) => tab.name === name);
    const next = this.#tabs.at((index + step) % this.#tabs.length);
    if (next === undefined) return;
    this.#choose(next.name);
    next.button.focus();
  }

  /** @param {TabName} chosen */
  #choose(chosen) {
    for (const { name, button, body } of this.#tabs) {
      const isChosen = name === chosen;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      body.hidden = !isChosen;
    }
    this.#showLater();
  }

  #showLater() {
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      if (this.isOpen) this.#show();
    }, SHOW_MS);
  }

  #show() {
    this.#showFacts();
    this.#messages.show();
    const { handshake } = this.#log;
    const state = JSON.stringify([
      handshake?.request,
      handshake?.answer,
      handshake?.isReported,
      handshake?.channel.kind,
    ]);
    if (state === this.#shownHandshake) return;
    this.#shownHandshake = state;
    this.#handshake.replaceChildren(...handshakeView(handshake, this.#t));
  }

  #showFacts() {
    const t = this.#t;
    const { handshake } = this.#log;
    const { messages, bytes } = this.#log.rates();
    const isOpen = handshake?.channel.isOpen === true;
    const kind = handshake?.channel.kind === "stream" ? t("hood-is-stream") : t("hood-is-socket");
    const waiting = handshake?.channel.backlog() ?? 0;
    const facts = [
      isOpen ? kind : t("hood-no-connection"),
      t("hood-rate-messages", { count: Math.round(messages) }),
      t("hood-rate-bytes", { count: Math.round(bytes) }),
      waiting > 0 ? t("hood-waiting", { count: waiting }) : null,
    ];
    const text = facts.filter((fact) => fact !== null).join(" · ");
    if (this.#facts.textContent !== text) this.#facts.textContent = text;
  }
}
