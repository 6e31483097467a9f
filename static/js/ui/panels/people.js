/**
 * The people on the board: avatars in the corner and the panel that they open.
 */

import { importWithRetry } from "../../platform/loading.js";
import { byId, cloneTemplate, createIcon, query } from "../elements/dom.js";
import { loadStyles } from "../page/styles.js";
import { displayName, isolate } from "../settings/l10n.js";
import { initialOf } from "../settings/person.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

const MAX_AVATARS = 4;

/** A peer counts as drawing for this time after its last stroke. */
const DRAWING_LINGER_MS = 1_500;

/**
 * @typedef {object} PeopleOptions
 * @property {Editor} editor
 * @property {Translate} t
 * @property {import("../lesson/lesson_controls.js").LessonControls} lesson
 * @property {(peer: Peer) => void} onGoTo  called when a person in the list is chosen
 */

export class People {
  #editor;
  #t;
  #lesson;
  #onGoTo;
  #corner = byId("people-button", HTMLButtonElement);
  #panel = byId("people", HTMLElement);
  #narrow = matchMedia("(max-width: 640px)");
  /** Time at which each peer last drew, in milliseconds of the page. @type {Map<number, number>} */
  #lastDrawing = new Map();
  #timer = 0;
  #shownState = "";

  /** @param {PeopleOptions} options */
  constructor({ editor, t, lesson, onGoTo }) {
    this.#editor = editor;
    this.#t = t;
    this.#lesson = lesson;
    this.#onGoTo = onGoTo;
    importWithRetry(() => loadStyles("people"));
    editor.peers.list.subscribe(() => this.#show());
    editor.peers.count.subscribe(() => this.#show());
    editor.page.subscribe(() => this.#show());
    editor.rights.subscribe(() => this.#show());
    editor.lesson.settings.subscribe(() => this.#show());
    const { isHandUp } = editor.attention;
    const hand = byId("hand-button", HTMLButtonElement);
    hand.addEventListener("click", () => lesson.attention.use((actions) => actions.toggleHand()));
    isHandUp.subscribe((isUp) => hand.setAttribute("aria-pressed", String(isUp)));
    this.#narrow.addEventListener("change", () => this.#show());
    this.#panel.addEventListener("toggle", () => this.#show());
    this.#show();
  }

  #show() {
    this.#trackDrawing();
    // Cursors change the list of peers several times a second, what this panel shows only rarely.
    const open = this.#panel.matches(":popover-open");
    const state = JSON.stringify([
      this.#peers().map((peer) => [
        peer.peer,
        peer.name,
        peer.colour,
        this.#isDrawing(peer),
        peer.hand,
      ]),
      this.#peers().map(({ page }) => this.#editor.pages.lastPlace(page)),
      this.#editor.peers.count.value,
      this.#editor.page.value,
      this.#peers().map(({ author }) => [author, this.#hasPen(author)]),
      this.#lesson.isTeacher,
      open,
      this.#narrow.matches,
    ]);
    if (state === this.#shownState) return;
    this.#shownState = state;
    this.#showAvatars();
    if (open) this.#showList();
  }

  #peers() {
    return this.#editor.peers.list.value;
  }

  #trackDrawing() {
    const now = performance.now();
    for (const { peer, drawing } of this.#peers()) if (drawing) this.#lastDrawing.set(peer, now);
    for (const [peer, at] of this.#lastDrawing) {
      if (now - at > DRAWING_LINGER_MS) this.#lastDrawing.delete(peer);
    }
    clearTimeout(this.#timer);
    if (this.#lastDrawing.size > 0)
      this.#timer = window.setTimeout(() => this.#show(), DRAWING_LINGER_MS + 50);
  }

  /** Whether to mark a peer as drawing; never oneself. @param {Peer} peer */
  #isDrawing({ peer, me }) {
    return !me && this.#lastDrawing.has(peer);
  }

  #showAvatars() {
    const t = this.#t;
    const max = this.#narrow.matches ? 1 : MAX_AVATARS;
    const peers = this.#visiblePeers(max);
    const avatars = peers.map((peer) => createAvatar(peer, this.#isDrawing(peer)));
    const count = this.#editor.peers.count.value;
    if (count > peers.length) {
      const more = document.createElement("span");
      more.className = "avatar more";
      more.dataset.sign = `+${count - peers.length}`;
      avatars.push(more);
    }
    const hands = this.#peers().filter(({ hand }) => hand > 0).length;
    if (hands > 0) {
      const raised = document.createElement("span");
      raised.className = "avatar raised";
      raised.append(createIcon("raised"));
      avatars.push(raised);
    }
    this.#corner.replaceChildren(...avatars);
    const label = `${t("people")}: ${t("people-count", { count: Math.max(1, count) })}`;
    this.#corner.setAttribute("aria-label", label);
  }

  /** Selects the peers whose avatars fit: in list order, but those who draw replace idle ones. @param {number} most */
  #visiblePeers(most) {
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
    byId("people-count", HTMLElement).textContent = String(count);
    const list = byId("people-list", HTMLElement);
    const focus = list.querySelector(":focus");
    const focused = focus?.closest("li")?.dataset.peer;
    const isMenu = focus?.matches(".person-more") === true;
    list.replaceChildren(...this.#listed().map((peer) => this.#row(peer)));
    if (focused !== undefined) {
      const again = list.querySelector(
        `[data-peer="${focused}"] ${isMenu ? ".person-more" : "button"}`,
      );
      if (again instanceof HTMLElement) again.focus();
    }
    const more = byId("people-more", HTMLElement);
    const unlisted = count - this.#peers().length;
    more.hidden = unlisted <= 0;
    more.textContent = this.#t("people-more", { count: unlisted });
  }

  /** @param {Peer} peer */
  #row(peer) {
    const t = this.#t;
    const row = cloneTemplate("person-row");
    row.dataset.peer = String(peer.peer);
    const button = query("button", row);
    const drawing = this.#isDrawing(peer);
    button.classList.toggle("drawing", drawing);
    query(".avatar", row).replaceWith(createAvatar(peer, drawing));
    const name = displayName(peer.name, t);
    query("bdi", row).textContent = name;
    query("small", row).textContent = peer.me ? t("you") : this.#activityOf(peer, drawing);
    if (peer.hand > 0) query("small", row).textContent = this.#handOf(peer);
    if (peer.me) {
      row.querySelector(".person-go")?.remove();
      button.addEventListener("click", () => byId("person-name-field", HTMLElement).focus());
    } else {
      row.append(this.#menuButton(peer, name));
      button.title = t("go-to-person", { name: isolate(name) });
      button.addEventListener("click", () => {
        // Closes the panel, which would cover the place on a phone.
        this.#panel.hidePopover();
        this.#onGoTo(peer);
      });
    }
    return row;
  }

  /** @param {Peer} peer @param {string} name */
  #menuButton(peer, name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon-button small person-more";
    button.setAttribute("aria-haspopup", "menu");
    button.setAttribute("aria-label", this.#t("person-more", { name }));
    button.append(createIcon("more"));
    button.addEventListener("click", () => this.#lesson.openPersonMenu(peer, button));
    return button;
  }

  /** @param {number} author */
  #hasPen(author) {
    return author > 0 && this.#editor.lesson.settings.value?.pen.includes(author) === true;
  }

  /** The people as they are listed: those whose hands are up first, in their order. */
  #listed() {
    const up = this.#peers().filter(({ hand }) => hand > 0);
    return [
      ...up.sort((a, b) => a.hand - b.hand),
      ...this.#peers().filter(({ hand }) => hand === 0),
    ];
  }

  /** @param {Peer} peer */
  #handOf({ hand }) {
    const place = this.#peers().filter((other) => other.hand > 0 && other.hand <= hand).length;
    return this.#t("hand-place", { place });
  }

  /** What a person does, and on which page when it is not the shown one. @param {Peer} peer @param {boolean} drawing */
  #activityOf({ page, author }, drawing) {
    const { pages, page: shown } = this.#editor;
    const place = pages.lastPlace(page);
    if (page !== shown.value && place > 0) return this.#t("on-page", { place });
    if (drawing) return this.#t("drawing-now");
    return this.#hasPen(author) ? this.#t("has-pen") : this.#t("here");
  }
}

/** @param {Peer} peer @param {boolean} drawing */
export function createAvatar(peer, drawing) {
  const avatar = document.createElement("span");
  avatar.className = "avatar";
  avatar.classList.toggle("drawing", drawing);
  avatar.setAttribute("aria-hidden", "true");
  // A data attribute that CSS shows: the initial is no part of the button's accessible name.
  avatar.dataset.sign = initialOf(peer.name);
  avatar.style.setProperty("--person", peer.colour);
  return avatar;
}
