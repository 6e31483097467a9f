/**
 * Puts pictures on the board: shows each at once, sends it, and commits its image when the server has it.
 */

import { shapePreview } from "../../model/preview.js";
import { localPictures, pictureBase } from "../../render/page_pictures.js";
import { personSecret } from "../settings/person.js";
import { openDescribeDialog } from "./describe.js";
import { preparePicture } from "./prepare_picture.js";
import { RefusedPicture, upload } from "./upload.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").NewShape} NewShape */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/toasts.js").Toasts} Toasts */
/** @typedef {{editor: Editor, toasts: Toasts, t: Translate}} AdderParts */

/** The longest side of a new image, as a share of the view. */
const SHARE_OF_VIEW = 0.6;

/** Pictures that are added at once; each takes memory until it is sent. */
const MAX_AT_ONCE = 10;

/** Distance between images that are added at once, in screen pixels. */
const STEP_PX = 24;

/** Opacity of an image while its picture is sent. */
const SENDING_OPACITY = 60;

export class PictureAdder {
  #parts;
  /** Images whose pictures are being sent. @type {Map<string, NewShape>} */
  #sending = new Map();

  /** @param {AdderParts} parts */
  constructor(parts) {
    this.#parts = parts;
    addEventListener("beforeunload", (event) => {
      // Only this page has them.
      if (this.#sending.size > 0) event.preventDefault();
    });
  }

  /** Opens the browser's own choice of files, which offers the camera on a phone. */
  pick() {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/*";
    input.multiple = true;
    input.id = "picture-input";
    input.hidden = true;
    const { camera } = this.#parts.editor;
    input.addEventListener("change", () => {
      this.add(
        [...(input.files ?? [])],
        camera.toBoard({ x: camera.width / 2, y: camera.height / 2 }),
      );
      input.remove();
    });
    input.addEventListener("cancel", () => input.remove());
    document.body.append(input);
    input.click();
  }

  /** Opens the dialog for the description of the selected image. */
  describeSelected() {
    const { editor, toasts, t } = this.#parts;
    const [id, ...others] = editor.selection.value;
    const isImage = id !== undefined && editor.view.shape(id)?.kind === "image";
    if (isImage && others.length === 0) openDescribeDialog(editor, id);
    else toasts.show({ text: t("describe-select") });
  }

  /** @param {readonly Blob[]} files @param {{x: number, y: number}} middle  of the first, in units */
  async add(files, middle) {
    const { editor, toasts, t } = this.#parts;
    if (!editor.rights.value.draw) return;
    if (files.length > MAX_AT_ONCE)
      toasts.show({ text: t("pictures-many", { count: MAX_AT_ONCE }) });
    const step = editor.camera.unitsOf(STEP_PX);
    const chosen = files.slice(0, MAX_AT_ONCE);
    // One after the other: each needs the memory of all its pixels.
    for (const [at, file] of chosen.entries()) {
      const place = { x: middle.x + at * step, y: middle.y + at * step };
      await this.#addOne(file, place);
    }
  }

  /** @param {Blob} file @param {{x: number, y: number}} middle */
  async #addOne(file, middle) {
    const { editor, toasts, t } = this.#parts;
    let picture;
    try {
      picture = await preparePicture(file);
    } catch (error) {
      console.warn("a file is no picture", error);
      toasts.show({ text: t("picture-unreadable"), error: true });
      return;
    }
    const shape = newImage(editor, picture, middle);
    localPictures.set(shape.id, picture.blob);
    this.#sending.set(shape.id, shape);
    this.#showSending();
    this.#send(shape, picture.blob);
  }

  /** @param {NewShape} shape @param {Blob} blob */
  async #send(shape, blob) {
    const { editor, toasts, t } = this.#parts;
    const { board = "" } = document.documentElement.dataset;
    let isTold = false;
    try {
      const request = { address: pictureBase() + shape.id, person: personSecret(board), blob };
      await upload(request, () => {
        if (!isTold) toasts.show({ text: t("picture-waits") });
        isTold = true;
      });
    } catch (error) {
      const code = error instanceof RefusedPicture ? error.code : "";
      console.warn("a picture was not stored", error);
      toasts.show({ text: whyRefused(code, t), error: true });
      this.#end(shape);
      return;
    }
    editor.commit([{ op: "add", shape }]);
    this.#end(shape);
    if (this.#sending.size === 0 && editor.tool.value === "select")
      editor.selection.select([shape.id]);
    toasts.show({
      text: t("picture-added"),
      actions: [
        {
          label: t("describe"),
          run: (toast) => {
            toast.close();
            openDescribeDialog(editor, shape.id);
          },
        },
      ],
    });
  }

  /** @param {NewShape} shape */
  #end({ id }) {
    this.#sending.delete(id);
    localPictures.delete(id);
    this.#showSending();
  }

  #showSending() {
    const pale = [...this.#sending.values()].map((shape) =>
      shapePreview({ ...shape, style: { ...shape.style, opacity: SENDING_OPACITY } }),
    );
    this.#parts.editor.uploads.set(pale);
  }
}

/**
 * The image of a picture: as large as its pixels on the screen, unless that is most of the view.
 * @param {Editor} editor
 * @param {{width: number, height: number}} picture
 * @param {{x: number, y: number}} middle
 * @returns {NewShape}
 */
function newImage(editor, { width, height }, middle) {
  const { camera, page } = editor;
  const scale = Math.min(
    1,
    (SHARE_OF_VIEW * camera.width) / width,
    (SHARE_OF_VIEW * camera.height) / height,
  );
  const units = (/** @type {number} */ pixels) =>
    Math.max(1, Math.round(camera.unitsOf(pixels * scale)));
  const [w, h] = [units(width), units(height)];
  const id = editor.newId();
  return {
    ...{ id, kind: "image", page: page.value, geometry: { w, h }, image: id },
    pos: [Math.round(middle.x - w / 2), Math.round(middle.y - h / 2), 0],
    style: { ink: "black", size: 64 },
  };
}

/** @param {string} code @param {Translate} t */
function whyRefused(code, t) {
  switch (code) {
    case "format":
    case "unreadable":
      return t("picture-unreadable");
    case "too_big":
    case "413":
    case "too_many_pixels":
      return t("picture-too-large");
    case "quota":
      return t("picture-quota");
    case "no_room":
      return t("picture-no-room");
    case "role":
    case "mode":
      return t("refused-role");
    default:
      return t("picture-refused", { code });
  }
}
