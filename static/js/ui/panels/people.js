/**
 * Who is here: avatars in the corner and the panel they open.
 */

import { copyOf, part, partOf } from "../page/page_parts.js";
import { calledName, isolate } from "../settings/l10n.js";
import { initialOf } from "../settings/person.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

const MAX_AVATARS = 4;

/** Somebody who lifts the pen between two strokes is still drawing. */
const STILL_DRAWING_MS = 1_500;

/**
 * @typedef {object} PeopleOptions
 * @property {Editor} editor
 * @property {Translate} t
 * @property {(peer: Peer) => void} goTo  somebody in the list was chosen
 */

export class People {
  #editor;
  #t;
  #goTo;
  #corner = part("people-button", HTMLButtonElement);
  #panel = part("people", HTMLElement);
  #narrow = matchMedia("(max-width: 640px)");
  /** When each was last seen drawing, in milliseconds of the page. @type {Map<number, number>} */
  #drew = new Map();
  #timer = 0;
  #drawn = "";

  /** @param {PeopleOptions} options */
  constructor({ editor, t, goTo }) {
    this.#editor = editor;
    this.#t = t;
    this.#goTo = goTo;
    editor.peers.list.subscribe(() => this.#show());
    editor.peers.count.subscribe(() => this.#show());
    this.#narrow.addEventListener("change", () => this.#show());
    this.#panel.addEventListener("toggle", () => this.#show());
    this.#show();
  }

  #show() {
    this.#noteDrawing();
    // Cursors change the list of peers all the time; what is seen changes rarely.
    const open = this.#panel.matches(":popover-open");
    const state = JSON.stringify([
      this.#peers().map((peer) => [peer.peer, peer.name, peer.colour, this.#isDrawing(peer)]),
      this.#editor.peers.count.value,
      open,
      this.#narrow.matches,
    ]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.#showAvatars();
    if (open) this.#showList();
  }

  #peers() {
    return this.#editor.peers.list.value;
  }

  #noteDrawing() {
    const now = performance.now();
    for (const { peer, drawing } of this.#peers()) if (drawing) this.#drew.set(peer, now);
    for (const [peer, at] of this.#drew) {
      if (now - at > STILL_DRAWING_MS) this.#drew.delete(peer);
    }
    clearTimeout(this.#timer);
    if (this.#drew.size > 0)
      this.#timer = window.setTimeout(() => this.#show(), STILL_DRAWING_MS + 50);
  }

  /** One's own pen needs no ring. @param {Peer} peer */
  #isDrawing({ peer, me }) {
    return !me && this.#drew.has(peer);
  }

  #showAvatars() {
    const t = this.#t;
    const most = this.#narrow.matches ? 1 : MAX_AVATARS;
    const peers = this.#inFront(most);
    const avatars = peers.map((peer) => avatarOf(peer, this.#isDrawing(peer)));
    const count = this.#editor.peers.count.value;
    if (count > peers.length) {
      const more = document.createElement("span");
      more.className = "avatar more";
      more.dataset.sign = `+${count - peers.length}`;
      avatars.push(more);
    }
    this.#corner.replaceChildren(...avatars);
    const label = `${t("people")}: ${t("people-count", { count: Math.max(1, count) })}`;
    this.#corner.setAttribute("aria-label", label);
  }

  /** The avatars that have room: in their usual order, but nobody who draws is left out. @param {number} most */
  #inFront(most) {
    const others = this.#peers().filter((peer) => !peer.me);
    const all = [...others, ...this.#peers().filter((peer) => peer.me)];
    const first = all.slice(0, most);
    for (const peer of all.slice(most).filter((other) => this.#isDrawing(other))) {
      const idle = first.findLastIndex((other) => !this.#isDrawing(other));
      if (idle >= 0) first[idle] = peer;
    }
    return first;
  }

  #showList() {
    const count = this.#editor.peers.count.value;
    part("people-count", HTMLElement).textContent = String(count);
    const list = part("people-list", HTMLElement);
    const focused = list.querySelector(":focus")?.closest("li")?.dataset.peer;
    list.replaceChildren(...this.#peers().map((peer) => this.#row(peer)));
    if (focused !== undefined) {
      const again = list.querySelector(`[data-peer="${focused}"] button`);
      if (again instanceof HTMLElement) again.focus();
    }
    const more = part("people-more", HTMLElement);
    const unlisted = count - this.#peers().length;
    more.hidden = unlisted <= 0;
    more.textContent = this.#t("people-more", { count: unlisted });
  }

  /** @param {Peer} peer */
  #row(peer) {
    const t = this.#t;
    const row = copyOf("person-row");
    row.dataset.peer = String(peer.peer);
    const button = partOf("button", row);
    const drawing = this.#isDrawing(peer);
    button.classList.toggle("drawing", drawing);
    partOf(".avatar", row).replaceWith(avatarOf(peer, drawing));
    const name = calledName(peer.name, t);
    partOf("bdi", row).textContent = name;
    partOf("small", row).textContent = peer.me ? t("you") : drawing ? t("drawing-now") : t("here");
    if (peer.me) {
      row.querySelector(".person-go")?.remove();
      button.addEventListener("click", () => part("person-name-field", HTMLElement).focus());
    } else {
      button.title = t("go-to-person", { name: isolate(name) });
      button.addEventListener("click", () => {
        // What one wants to see now is the board.
        this.#panel.hidePopover();
        this.#goTo(peer);
      });
    }
    return row;
  }
}

/** @param {Peer} peer @param {boolean} drawing */
function avatarOf(peer, drawing) {
  const avatar = document.createElement("span");
  avatar.className = "avatar";
  avatar.classList.toggle("drawing", drawing);
  avatar.setAttribute("aria-hidden", "true");
  // Painted by the style: an ornament, no part of the name of the button it stands on.
  avatar.dataset.sign = initialOf(peer.name);
  avatar.style.setProperty("--person", peer.colour);
  return avatar;
}
