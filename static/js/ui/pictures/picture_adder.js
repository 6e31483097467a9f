/**
 * Puts pictures on the board: makes each small, shows it at once, keeps it on this device, and sends it (SPEC K9).
 */

import { localPictures } from "../../render/page_pictures.js";
import { PictureSender } from "../../sync/picture_sender.js";
import { pictureAddress, sendPicture } from "../../sync/pictures.js";
import { startTimer } from "../../sync/session_driver.js";
import { personSecret } from "../settings/person.js";
import { openDescribeDialog } from "./describe.js";
import { newImage } from "./new_image.js";
import { PictureMarks } from "./picture_marks.js";
import { preparePicture } from "./prepare_picture.js";
import { bringPictures } from "./put_picture.js";
import { whyRefused } from "./refusals.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").NewShape} NewShape */
/** @typedef {import("../../sync/waiting_pictures.js").WaitingPicture} WaitingPicture */
/** @typedef {import("../../sync/waiting_pictures.js").WaitingPictures} WaitingPictures */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/toasts.js").Toasts} Toasts */
/** @typedef {{editor: Editor, toasts: Toasts, t: Translate, pictures: WaitingPictures}} AdderParts */

/** Pictures that are added at once; each takes memory until it is sent. */
const MAX_AT_ONCE = 10;

/** Distance between images that are added at once, in screen pixels. */
const STEP_PX = 24;

export class PictureAdder {
  #parts;
  #sender;
  #marks;
  /** Images that the others see as drafts. @type {Set<string>} */
  #announced = new Set();
  /** Pictures about which the person was told that they wait, or were refused. @type {Set<string>} */
  #told = new Set();

  /** Waits until it is known whether pictures can be stored. @param {Omit<AdderParts, "pictures">} parts */
  static async open(parts) {
    return new PictureAdder({ ...parts, pictures: await openPictures(parts.editor) });
  }

  /** @param {AdderParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { editor, pictures, t } = parts;
    const { board = "" } = document.documentElement.dataset;
    const person = personSecret(board);
    this.#sender = new PictureSender({
      pictures,
      startTimer,
      send: ({ id, file }, options) =>
        sendPicture({ address: pictureAddress(board, id), person, file }, options),
      commit: (picture) => this.#commit(picture),
      isReady: () => isOnline(editor) && editor.view.board.isWhole,
      isShown: (id) => editor.view.all().some(({ more }) => more?.image === id),
      onWait: () => this.#tellWaiting(),
      onPlaced: (picture) => this.#placed(picture),
      onProgress: () => this.#show(),
    });
    this.#marks = new PictureMarks(editor, t, {
      onCancel: (picture) => this.#cancel(picture),
      onSave: (picture) => this.#save(picture),
      onRetry: (picture) => pictures.refuse(picture, ""),
    });
    let wasOnline = isOnline(editor);
    editor.status.subscribe(() => {
      const isBack = isOnline(editor) && !wasOnline;
      wasOnline = isOnline(editor);
      if (isBack) this.#sender.tryNow();
      else this.#sender.check();
    });
    addEventListener("online", () => this.#sender.tryNow());
    pictures.changes.subscribe(() => this.#show());
    this.#show();
    addEventListener("beforeunload", (event) => {
      if (pictures.isOnlyHere) event.preventDefault();
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
      const hasRoom = await this.#addOne(file, place);
      if (hasRoom) continue;
      toasts.show({ text: t("picture-full", { count: chosen.length - at }), error: true });
      return;
    }
  }

  /**
   * Stores the pictures of shapes of another board here, and tells which cannot be had.
   * @param {readonly NewShape[]} shapes
   * @param {string} board  where they are, empty when it is not known
   * @param {(image: string) => boolean} isKnown
   * @returns {Promise<NewShape[]>}  the shapes that can be added
   */
  async bring(shapes, board, isKnown) {
    const { editor, toasts, t } = this.#parts;
    const waiting = toasts.show({ text: t("pictures-coming"), ms: 60_000 });
    const brought = await bringPictures(shapes, board, { isKnown, newId: () => editor.newId() });
    waiting.close();
    const { missing } = brought;
    if (missing > 0) toasts.show({ text: t("pictures-missing", { count: missing }), error: true });
    return brought.shapes;
  }

  /** @param {Blob} file @param {{x: number, y: number}} middle @returns {Promise<boolean>}  whether there was room for it */
  async #addOne(file, middle) {
    const { editor, toasts, t, pictures } = this.#parts;
    let picture;
    try {
      picture = await preparePicture(file);
    } catch (error) {
      console.warn("a file is no picture", error);
      toasts.show({ text: t("picture-unreadable"), error: true });
      return true;
    }
    const { blob } = picture;
    if (!(await this.#waitForRoom(blob.size))) return false;
    const shape = newImage(editor, picture, middle);
    localPictures.set(shape.id, blob);
    pictures.add(shape, blob);
    return true;
  }

  /** Waits for room while others are being sent. @param {number} bytes @returns {Promise<boolean>}  false when there is none */
  async #waitForRoom(bytes) {
    const { editor, pictures } = this.#parts;
    while (!pictures.hasRoom(bytes)) {
      const isMoving = pictures.list.some(({ id }) => this.#sender.shareOf(id) !== null);
      if (!isMoving || !isOnline(editor)) return false;
      await new Promise((resolve) => {
        const end = pictures.changes.subscribe(() => {
          end();
          resolve(undefined);
        });
      });
    }
    return true;
  }

  /** Adds the image of a picture, under an id of this page. @param {WaitingPicture} picture */
  #commit({ shape, tag }) {
    const { editor } = this.#parts;
    const id = tag === editor.tag ? shape.id : editor.newId();
    const n = editor.commit([{ op: "add", shape: { ...shape, id } }]);
    this.#endAnnounced(shape.id, n);
    return n;
  }

  /** @param {WaitingPicture} picture */
  #placed({ id, isOwn }) {
    const { editor, toasts, t, pictures } = this.#parts;
    if (!isOwn) return;
    const isLast = pictures.list.every(({ edit, code }) => edit !== null || code !== "");
    if (isLast && editor.tool.value === "select") editor.selection.select([id]);
    toasts.show({
      text: t("picture-added"),
      actions: [
        {
          label: t("describe"),
          run: (toast) => {
            toast.close();
            openDescribeDialog(editor, id);
          },
        },
      ],
    });
  }

  /** Once for all that wait together. */
  #tellWaiting() {
    const { toasts, t, pictures } = this.#parts;
    if (this.#told.has("")) return;
    this.#told.add("");
    const text = pictures.isOnlyHere ? t("picture-waits-here") : t("picture-waits");
    toasts.show({ text });
  }

  /** @param {WaitingPicture} picture */
  #cancel(picture) {
    const { toasts, t, pictures } = this.#parts;
    pictures.remove(picture);
    toasts.show({ text: t("picture-cancelled") });
  }

  /** Downloads a picture that the server does not take. @param {WaitingPicture} picture */
  async #save(picture) {
    const { pictures } = this.#parts;
    const file = await pictures.fileOf(picture);
    if (file === null) return;
    const address = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = address;
    link.download = file.type === "image/jpeg" ? "picture.jpg" : "picture.png";
    link.click();
    // Not at once: the browser reads it after this task.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  /** Shows the others a box in the place of each picture that waits. @param {readonly WaitingPicture[]} list */
  #announce(list) {
    const waiting = new Map(
      list
        .filter(({ code, edit }) => code === "" && edit === null)
        .map(({ id, shape }) => [id, shape]),
    );
    for (const id of this.#announced) if (!waiting.has(id)) this.#endAnnounced(id, null);
    for (const [id, shape] of waiting) {
      if (this.#announced.has(id)) continue;
      this.#announced.add(id);
      this.#parts.editor.announcements.begin(shape);
    }
  }

  /** @param {string} id @param {number | null} n  of the edit that adds the image, null when there is none */
  #endAnnounced(id, n) {
    if (this.#announced.delete(id)) this.#parts.editor.announcements.end(id, n);
  }

  #show() {
    const { toasts, t, pictures } = this.#parts;
    const { list } = pictures;
    this.#announce(list);
    const known = new Set(list.map(({ id }) => id));
    for (const id of localPictures.keys()) if (!known.has(id)) localPictures.delete(id);
    if (list.every(({ edit }) => edit !== null)) this.#told.delete("");
    for (const picture of list) {
      if (!localPictures.has(picture.id)) this.#read(picture);
      if (picture.code === "") this.#told.delete(picture.id);
      else if (!this.#told.has(picture.id)) {
        this.#told.add(picture.id);
        toasts.show({ text: whyRefused(picture.code, t), error: true });
      }
    }
    const shown = list.filter(({ edit, id }) => edit === null && localPictures.has(id));
    this.#marks.show(
      shown.map((picture) => ({ picture, share: this.#sender.shareOf(picture.id) })),
    );
  }

  /** Reads a picture that a closed page has left. @param {WaitingPicture} picture */
  async #read(picture) {
    const file = await this.#parts.pictures.fileOf(picture);
    if (file === null || localPictures.has(picture.id)) return;
    localPictures.set(picture.id, file);
    this.#show();
  }
}

/** The pictures of the page, once it is known whether they can be stored. @param {Editor} editor @returns {Promise<WaitingPictures>} */
function openPictures({ offlineStore: { pictures } }) {
  return new Promise((resolve) => {
    if (pictures.value !== null) resolve(pictures.value);
    const end = pictures.subscribe((opened) => {
      if (opened === null) return;
      end();
      resolve(opened);
    });
  });
}

/** @param {Editor} editor */
function isOnline({ status }) {
  return status.value.state === "synced" || status.value.state === "saving";
}
