/**
 * The figure of full duplex: two clients of one board in one page. Each sends where its pointer is and shows the others'.
 */

import { importOnce } from "../../platform/loading.js";
import { readClientSource } from "../../sync/lecture_requests.js";
import { make } from "../elements/build.js";
import { byId, query } from "../elements/dom.js";
import { bindBusyButton } from "./busy_button.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {Awaited<ReturnType<typeof import("../../sync/lecture_client.js").connect>>} Client */

const UNITS = 16;
/** Px that an arrow key moves the pointer. */
const STEP = 16;
/** Messages that a pane lists. */
const LISTED = 6;
/** A pointer moves more often than anybody sees. */
const SEND_MS = 33;
const ARROWS = new Map([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
]);

/** One pane: a client, its pointer, and the pointers of the others. */
class Pane {
  /** @type {Client | null} */
  #client = null;
  #own = 0;
  /** @type {Map<string, HTMLElement>} */
  #dots = new Map();
  #at = [40, 40];
  /** @type {ReturnType<typeof setTimeout> | null} */
  #due = null;
  #sent = 0;
  #received = 0;

  /**
   * @param {HTMLElement} root @param {string} name @param {Translate} t
   * @param {() => void} onLost  called when the connection ends without `close`
   */
  constructor(root, name, t, onLost) {
    this.name = name;
    this.t = t;
    this.onLost = onLost;
    this.field = query(".duplex-field", root);
    this.list = query(".duplex-list", root);
    this.count = query(".duplex-count", root);
    this.field.addEventListener("pointermove", (event) => {
      const box = this.field.getBoundingClientRect();
      this.#move(event.clientX - box.left, event.clientY - box.top);
    });
    this.field.addEventListener("keydown", (event) => {
      const arrow = ARROWS.get(event.key);
      if (arrow === undefined) return;
      event.preventDefault();
      const [x = 0, y = 0] = this.#at.map((value, axis) => value + STEP * Number(arrow[axis]));
      this.#move(x, y);
    });
  }

  get isOpen() {
    return this.#client !== null;
  }

  /** @param {{board: string, form: string}} place */
  async open(place) {
    const { connect } = await importOnce(() => import("../../sync/lecture_client.js"));
    const client = await connect(place, this.name, (message) => {
      // A client that was closed may still receive what was on its way.
      if (this.#client === client) this.#receive(message);
    });
    this.#client = client;
  }

  close() {
    this.#client?.close();
    this.#client = null;
    for (const dot of this.#dots.values()) dot.remove();
    this.#dots.clear();
  }

  /** @param {number} x @param {number} y */
  #move(x, y) {
    const { clientWidth, clientHeight } = this.field;
    this.#at = [Math.min(Math.max(x, 0), clientWidth), Math.min(Math.max(y, 0), clientHeight)];
    if (this.#client === null || this.#due !== null) return;
    this.#due = setTimeout(() => {
      this.#due = null;
      if (this.#client === null) return;
      const cursor = this.#at.map((value) => Math.round(value * UNITS));
      const message = { t: "presence", cursor, page: 1 };
      this.#client.send(message);
      this.#sent += 1;
      this.#note("↑", message);
    }, SEND_MS);
  }

  /** @param {any} message */
  #receive(message) {
    this.#received += 1;
    this.#note("↓", message);
    if (message.t === "welcome") this.#own = message.peer;
    if (message.t === "closed") {
      this.close();
      this.onLost();
    }
    if (message.t !== "live") return;
    for (const peer of message.leave ?? []) this.#remove(String(peer.peer ?? peer));
    for (const [peer, change] of Object.entries(message.peers ?? {})) {
      if (Number(peer) !== this.#own) this.#show(peer, /** @type {any} */ (change).cursor);
    }
  }

  /** @param {string} peer @param {number[] | null | undefined} cursor */
  #show(peer, cursor) {
    if (cursor === undefined) return;
    if (cursor === null) return this.#remove(peer);
    const dot = this.#dots.get(peer) ?? make("span", { class: "duplex-dot" });
    this.#dots.set(peer, dot);
    const [x = 0, y = 0] = cursor.map((value) => value / UNITS);
    dot.style.translate = `${x}px ${y}px`;
    this.field.append(dot);
  }

  /** @param {string} peer */
  #remove(peer) {
    this.#dots.get(peer)?.remove();
    this.#dots.delete(peer);
  }

  /** @param {string} direction @param {object} message */
  #note(direction, message) {
    this.list.append(make("li", {}, `${direction} ${JSON.stringify(message).slice(0, 160)}`));
    while (this.list.children.length > LISTED) this.list.firstElementChild?.remove();
    const counts = { sent: this.#sent, received: this.#received };
    this.count.textContent = this.t("learn-duplex-count", counts);
  }
}

/** @param {{board: string, form: string}} place @param {Translate} t */
export function bindDuplex(place, t) {
  const button = byId("duplex", HTMLButtonElement);
  const status = byId("duplex-status", HTMLElement);
  /** @param {string} text  what the status says */
  const close = (text) => {
    for (const pane of panes) pane.close();
    status.textContent = text;
    button.textContent = t("learn-duplex-connect");
  };
  /** @param {string} id */
  const makePane = (id) =>
    new Pane(byId(`pane-${id}`, HTMLElement), id.toUpperCase(), t, () => close(t("learn-lost")));
  const panes = ["a", "b"].map(makePane);
  bindBusyButton({ button, status, t }, async () => {
    if (panes.some((pane) => pane.isOpen)) {
      close(t("learn-duplex-off"));
      return;
    }
    await Promise.allSettled(panes.map((pane) => pane.open(place)));
    if (panes.every((pane) => pane.isOpen)) {
      status.textContent = t("learn-duplex-on");
      button.textContent = t("learn-duplex-disconnect");
    } else close(t("learn-lost"));
  });
  const source = byId("client-source", HTMLElement);
  readClientSource(document.documentElement.dataset.assets ?? "").then(
    (text) => {
      source.textContent = text.trim();
    },
    () => {
      source.textContent = t("learn-lost");
    },
  );
}
