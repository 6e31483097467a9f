/**
 * What lies on pictures that are not on the board yet: a ring that fills while one is sent, and how to cancel it; or what to do
 * with one that the server does not take. The pictures themselves are painted as previews.
 */

import { shapePreview } from "../../model/preview.js";
import { byId, createIcon } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../sync/waiting_pictures.js").WaitingPicture} WaitingPicture */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** `share`: of the file that is sent, null while it waits. @typedef {{picture: WaitingPicture, share: number | null}} MarkedPicture */
/** @typedef {{onCancel: (picture: WaitingPicture) => void, onSave: (picture: WaitingPicture) => void, onRetry: (picture: WaitingPicture) => void}} MarkActions */
/** @typedef {"sending" | "waiting" | "refused"} MarkState */

/** Opacity of a picture until it is on the board. */
const OPACITY = 60;

export class PictureMarks {
  #editor;
  #t;
  #actions;
  #place = document.createElement("div");
  /** By id of the picture. @type {Map<string, Mark>} */
  #marks = new Map();

  /** @param {Editor} editor @param {Translate} t @param {MarkActions} actions */
  constructor(editor, t, actions) {
    this.#editor = editor;
    this.#t = t;
    this.#actions = actions;
    this.#place.className = "picture-marks";
    this.#place.dataset.region = "";
    byId("board", HTMLElement).append(this.#place);
    // At once, so that they move in the same frame as the board.
    editor.camera.moves.subscribe(() => this.#arrange());
    editor.page.subscribe(() => this.#arrange());
  }

  /** @param {readonly MarkedPicture[]} pictures */
  show(pictures) {
    const ids = new Set(pictures.map(({ picture }) => picture.id));
    for (const [id, mark] of this.#marks) {
      if (ids.has(id)) continue;
      mark.remove();
      this.#marks.delete(id);
    }
    const hasChanged = pictures.some(({ picture }) => !this.#marks.has(picture.id));
    for (const { picture, share } of pictures) {
      const mark = this.#marks.get(picture.id) ?? this.#add(picture);
      mark.show(stateOf(picture, share), share ?? 0);
    }
    const { uploads } = this.#editor;
    if (hasChanged || pictures.length !== uploads.value.length)
      uploads.set(pictures.map(({ picture }) => previewOf(picture)));
    this.#arrange();
  }

  /** @param {WaitingPicture} picture */
  #add(picture) {
    const { onCancel, onSave, onRetry } = this.#actions;
    const mark = new Mark(picture, this.#t, {
      cancel: () => onCancel(picture),
      save: () => onSave(picture),
      retry: () => onRetry(picture),
    });
    this.#marks.set(picture.id, mark);
    this.#place.append(mark.element);
    return mark;
  }

  #arrange() {
    const { camera, page } = this.#editor;
    for (const { element, shape } of this.#marks.values()) {
      const [x, y] = shape.pos;
      const { w = 0, h = 0 } = shape.geometry;
      const place = camera.toScreen({ x: x + w / 2, y: y + h / 2 });
      element.hidden = shape.page !== page.value;
      element.style.translate = `calc(${Math.round(place.x)}px - 50%) calc(${Math.round(place.y)}px - 50%)`;
    }
  }
}

class Mark {
  element = document.createElement("div");
  shape;
  #text = document.createElement("span");
  #ring = createRing();
  #buttons;
  #words;
  /** @type {MarkState | null} */
  #state = null;

  /** @param {WaitingPicture} picture @param {Translate} t @param {{cancel: () => void, save: () => void, retry: () => void}} actions */
  constructor({ shape }, t, { cancel, save, retry }) {
    this.shape = shape;
    this.#words = {
      sending: "",
      waiting: t("picture-waiting"),
      refused: t("picture-refused"),
    };
    this.#ring.setAttribute("aria-label", t("picture-sending"));
    const { element } = this;
    element.className = "card picture-mark";
    element.setAttribute("role", "group");
    this.#text.className = "picture-state";
    element.setAttribute("aria-label", t("picture-mark"));
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-button small";
    close.setAttribute("aria-label", t("picture-cancel"));
    close.append(createIcon("close"));
    close.addEventListener("click", cancel);
    this.#buttons = [textButton(t("picture-save"), save), textButton(t("picture-retry"), retry)];
    element.append(this.#ring, createIcon("alert"), this.#text, ...this.#buttons, close);
    element.addEventListener("keydown", (event) => {
      if (!["Escape", "Delete", "Backspace"].includes(event.key)) return;
      // It is about this picture, not about the selection.
      event.stopPropagation();
      event.preventDefault();
      cancel();
    });
  }

  /** @param {MarkState} state @param {number} share */
  show(state, share) {
    const percent = Math.round(100 * share);
    this.#ring.setAttribute("aria-valuenow", String(percent));
    this.#ring.style.setProperty("--share", String(percent));
    if (this.#state === state) return;
    this.#state = state;
    this.element.dataset.state = state;
    this.#text.textContent = this.#words[state];
    for (const button of this.#buttons) button.hidden = state !== "refused";
  }

  remove() {
    const hadFocus = this.element.contains(document.activeElement);
    this.element.remove();
    // Without this the focus would go to the body, where the board's keys do nothing.
    if (hadFocus) byId("overlay", HTMLElement).focus({ preventScroll: true });
  }
}

/** @param {WaitingPicture} picture @param {number | null} share @returns {MarkState} */
function stateOf({ code }, share) {
  if (code !== "") return "refused";
  return share === null ? "waiting" : "sending";
}

/** @param {WaitingPicture} picture */
function previewOf({ shape }) {
  return shapePreview({ ...shape, style: { ...shape.style, opacity: OPACITY } });
}

/** @param {string} label @param {() => void} run */
function textButton(label, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = label;
  button.addEventListener("click", run);
  return button;
}

function createRing() {
  const ring = document.createElement("span");
  ring.className = "ring";
  ring.setAttribute("role", "progressbar");
  return ring;
}
