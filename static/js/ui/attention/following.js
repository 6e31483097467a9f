/**
 * Follows a window of somebody else: this page shows what that one shows, until the person moves the board. The window is known
 * by its tag, which a reconnect does not change.
 */

import { UNITS_PER_PX } from "../../model/box.js";
import { Signal } from "../../platform/signal.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../sync/protocol.js").View} View */
/** @typedef {{peer: number, tag: string, name: string, isLead: boolean, isAway: boolean}} Target  `isAway`: the person looks around alone */

/** A followed window that stays away longer is given up, ms. */
const ABSENCE_MS = 15_000;

/** Share of the way that the camera goes in a frame. */
const STEP = 0.3;

export class Following {
  /** @type {Signal<Target | null>} */
  target = new Signal(/** @type {Target | null} */ (null));
  #editor;
  #onGone;
  /** Where the camera goes. @type {{page: number, view: View} | null} */
  #goal = null;
  /** Whether the change of the camera or the page under way is this one's. */
  #isOwnMove = false;
  #frame = 0;
  #absence = 0;
  #size = "";
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  /** @param {Editor} editor @param {{onGone: (name: string) => void}} options */
  constructor(editor, { onGone }) {
    this.#editor = editor;
    this.#onGone = onGone;
    editor.peers.changes.subscribe(() => this.#look());
    editor.camera.moves.subscribe(() => this.#breakAway());
    editor.page.subscribe(() => this.#breakAway());
  }

  /** @param {number} peer @param {{isLead: boolean, place?: {page: number, view: View}}} options  `place`: the first one to show */
  follow(peer, { isLead, place }) {
    const { peers, attention } = this.#editor;
    const shown = peers.windowOf(peer);
    const before = this.target.value;
    const isSame = before?.peer === peer;
    const { tag = "", name = "" } = shown ?? {};
    // Whoever looks around alone goes on doing so when the same lead is told again.
    const isAway = isSame && isLead && before.isLead && before.isAway;
    this.target.set({ peer, tag, name, isLead, isAway });
    attention.follow(peer);
    if (place !== undefined) this.#goal = place;
    this.#look();
    this.#move();
  }

  stop() {
    if (this.target.value === null) return;
    clearTimeout(this.#absence);
    this.#absence = 0;
    this.#goal = null;
    this.target.set(null);
    this.#editor.attention.follow(null);
  }

  /** Looks where the followed person looks again. */
  resume() {
    const target = this.target.value;
    if (target === null) return;
    this.target.set({ ...target, isAway: false });
    this.#look();
    this.#move();
  }

  /** Takes what the followed window shows. */
  #look() {
    const target = this.target.value;
    if (target === null) return;
    const { peers, attention } = this.#editor;
    const shown = target.tag === "" ? peers.windowOf(target.peer) : peers.window(target.tag);
    if (shown === undefined) return this.#miss();
    clearTimeout(this.#absence);
    this.#absence = 0;
    const { peer, tag, name, page, view } = shown;
    if (peer !== target.peer || name !== target.name || tag !== target.tag) {
      if (peer !== target.peer) attention.follow(peer);
      this.target.set({ ...target, peer, tag, name });
    }
    if (view !== null) this.#goal = { page, view };
    this.#move();
  }

  /** The window is not connected. A reload or a short cut of its connection ends nothing. */
  #miss() {
    if (this.#absence !== 0) return;
    this.#absence = window.setTimeout(() => {
      const name = this.target.value?.name ?? "";
      this.stop();
      this.#onGone(name);
    }, ABSENCE_MS);
  }

  #breakAway() {
    const target = this.target.value;
    const { camera } = this.#editor;
    const size = `${camera.width} ${camera.height}`;
    const isResize = size !== this.#size;
    this.#size = size;
    if (this.#isOwnMove || isResize || target === null || target.isAway || this.#goal === null)
      return;
    this.target.set({ ...target, isAway: true });
  }

  #move() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#step()) this.#move();
    });
  }

  /** Moves the camera towards the goal. Returns whether it has not arrived. */
  #step() {
    const { camera, page, pages } = this.#editor;
    const goal = this.#goal;
    if (goal === null || this.target.value === null || this.target.value.isAway) return false;
    this.#isOwnMove = true;
    try {
      const isOther = page.value !== goal.page;
      if (isOther) pages.turnTo(goal.page);
      // A page that was deleted meanwhile is not turned to.
      if (page.value !== goal.page) return false;
      const place = placeOf(goal.view, camera);
      const share = isOther || this.#still.matches ? 1 : STEP;
      const next = {
        x: camera.x + (place.x - camera.x) * share,
        y: camera.y + (place.y - camera.y) * share,
        zoom: camera.zoom * (place.zoom / camera.zoom) ** share,
      };
      const left = Math.hypot(place.x - next.x, place.y - next.y) * next.zoom;
      const hasArrived = left < 0.5 && Math.abs(Math.log(place.zoom / next.zoom)) < 0.001;
      camera.goTo(hasArrived ? place : next);
      return !hasArrived;
    } finally {
      this.#isOwnMove = false;
    }
  }
}

/** The place of a camera that shows all of a view. @param {View} view @param {import("../../editor/camera.js").Camera} camera */
export function placeOf([left, top, width, height], camera) {
  const [w, h] = [width / UNITS_PER_PX, height / UNITS_PER_PX];
  const zoom = Math.min(camera.width / w, camera.height / h);
  const middle = { x: left + width / 2, y: top + height / 2 };
  return camera.centred(middle, zoom);
}
