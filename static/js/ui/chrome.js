/**
 * Everything around the board that the first stroke does not need: status, people, menu, notes,
 * dialogs. Loaded right after the board itself can be drawn on.
 */

import { placeOn } from "../model/hit.js";
import { Announcer } from "./announce.js";
import { Banners } from "./banners.js";
import { followBoardName } from "./board_name.js";
import { glideTo } from "./glide.js";
import { followHistory } from "./history_buttons.js";
import { calledName, isolate, loadTexts } from "./l10n.js";
import { followLanguageLinks } from "./language.js";
import { Lost } from "./lost.js";
import { Menu } from "./menu.js";
import { Names } from "./names.js";
import { News } from "./news.js";
import { tellNotices } from "./notices.js";
import { keepPages } from "./offline_pages.js";
import { part, parts } from "./page_parts.js";
import { followPenMode } from "./pen_choice.js";
import { People } from "./people.js";
import { followPrint } from "./print.js";
import { closeByPulling } from "./sheets.js";
import { offerSomebodyElse } from "./somebody_else.js";
import { StatusPill } from "./status.js";
import { Tips } from "./tips.js";
import { Toasts } from "./toasts.js";
import { fitPage, followZoom } from "./zoom.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/tool.js").Gestures} Gestures */
/** @typedef {import("../sync/peers.js").Peer} Peer */
/** @typedef {import("./l10n.js").Translate} Translate */
/** @typedef {import("./theme.js").Theme} Theme */

/**
 * @typedef {object} ChromeParts
 * @property {Editor} editor
 * @property {Gestures} gestures
 * @property {Theme} theme
 * @property {import("./own_name.js").OwnName} ownName
 * @property {(on: boolean) => void} onSingleKeys
 * @property {import("./pen_mode.js").PenMode} penMode
 */

export class Chrome {
  #editor;
  #t;
  #toasts;
  #announcer = new Announcer();

  /** @param {ChromeParts} parts @param {Translate} t */
  constructor({ editor, gestures, theme, ownName, onSingleKeys, penMode }, t) {
    this.#editor = editor;
    this.#t = t;
    this.#toasts = new Toasts(t);
    const shared = { editor, t, announcer: this.#announcer, toasts: this.#toasts };
    new StatusPill(editor, gestures, t);
    new Banners(editor, t);
    new People({ editor, t, goTo: (peer) => this.#goToPerson(peer) });
    new Names({ ...shared, ownName });
    new News(shared);
    new Lost(editor, gestures);
    new Tips();
    new Menu({
      editor,
      theme,
      onSingleKeys,
      onSpeak: (on) => {
        this.#announcer.speaksChanges = on;
      },
      actions: {
        fit: () => fitPage(editor),
        clear: () => this.#clear(),
        "bring-back": () => this.#bringBack(),
        help: () => this.showHelp(),
      },
    });
    tellNotices(shared);
    offerSomebodyElse(shared);
    followPenMode({ ...shared, penMode });
    keepPages();
    followBoardName(editor, t);
    followHistory(editor, gestures);
    followZoom(editor);
    followPrint(editor);
    followLanguageLinks();
    editor.tool.subscribe((id) => this.#tellTool(id));
    part("share-button", HTMLButtonElement).addEventListener("click", () => this.#share());
    const narrow = matchMedia("(max-width: 640px)");
    for (const panel of parts(".panel")) {
      closeByPulling(panel, { isSheet: () => narrow.matches, close: () => panel.hidePopover() });
    }
  }

  /** @param {ChromeParts} parts */
  static async load(parts) {
    return new Chrome(parts, await loadTexts());
  }

  async showHelp() {
    const { openHelp } = await import("./help.js");
    openHelp(this.#t);
  }

  /** A shape was reached with Tab. @param {import("./board_keys.js").Visited} visited */
  tellShape({ shape, place, count }) {
    const t = this.#t;
    /** @type {Record<import("../model/shape.js").Kind, string>} */
    const kinds = {
      ink: t("kind-ink"),
      highlight: t("kind-highlight"),
      line: t("kind-line"),
      arrow: t("kind-arrow"),
      rectangle: t("kind-rectangle"),
      ellipse: t("kind-ellipse"),
      diamond: t("kind-diamond"),
      text: t("kind-text"),
      note: t("kind-note"),
    };
    this.#announcer.sayNow(t("say-shape", { kind: kinds[shape.kind], place, count }));
  }

  /** By a key; a button that is pressed speaks for itself. @param {string} id */
  #tellTool(id) {
    if (part("ledge", HTMLElement).contains(document.activeElement)) return;
    const button = parts("[data-tool]").find(({ dataset }) => dataset.tool === id);
    const tool = button?.getAttribute("aria-label") ?? id;
    this.#announcer.sayNow(this.#t("say-tool", { tool }));
  }

  /** All controls are hidden: how they come back. */
  tellBare() {
    this.#toasts.show({ text: this.#t("only-board") });
  }

  async #share() {
    const { openShare } = await import("./share.js");
    openShare(this.#t);
  }

  async #clear() {
    const { askToClear } = await import("./clear.js");
    askToClear({ editor: this.#editor, toasts: this.#toasts, t: this.#t });
  }

  async #bringBack() {
    const { askToBringBack } = await import("./bring_back.js");
    askToBringBack({ editor: this.#editor, toasts: this.#toasts, t: this.#t });
  }

  /** @param {Peer} peer */
  #goToPerson(peer) {
    const { camera, page, peers } = this.#editor;
    const there = peers.cursors().filter((cursor) => peer.windows.includes(cursor.peer));
    const cursor = there.sort((a, b) => b.at - a.at)[0];
    const place = cursor ?? this.#lastDrawn(peer);
    if (place === null) {
      const name = isolate(calledName(peer.name, this.#t));
      this.#toasts.show({ text: this.#t("person-nowhere", { name }) });
      return;
    }
    if (place.page !== page.value) page.set(place.page);
    glideTo(camera, camera.centred(place, camera.zoom));
  }

  /** Fingers do not point, but where somebody drew last is known. @param {Peer} peer */
  #lastDrawn({ author }) {
    const { view, page } = this.#editor;
    const drawn = view.shapesOf(page.value).filter((shape) => shape.author === author);
    if (author === 0 || drawn.length === 0) return null;
    const latest = drawn.reduce((one, other) => (other.seq >= one.seq ? other : one));
    return { ...placeOn(latest, view.pool), page: page.value };
  }
}
