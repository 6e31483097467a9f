/**
 * Out of the board and into it: copies as files, on the clipboard and on paper. Loaded on use.
 */

import { Turns } from "../../platform/turns.js";
import { make } from "../elements/build.js";
import { isolate } from "../settings/l10n.js";
import { copyPicture } from "./copy_picture.js";
import { download, offersShare, share } from "./deliver.js";
import { ExportDialog } from "./export_dialog.js";
import { ImportDialog } from "./import_dialog.js";
import { makePictures, sizeUpTo } from "./make_files.js";
import { prepareSheets } from "./print_sheets.js";
import { scenesOf } from "./scenes.js";
import { writeBoardFile } from "./write_board_file.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("./choice.js").Choice} Choice */
/** @typedef {import("./choice.js").Format} Format */
/** @typedef {import("./make_files.js").Made} Made */
/** @typedef {import("./print_sheets.js").EndingWork} EndingWork */
/**
 * @typedef {object} ExchangeParts
 * @property {Editor} editor
 * @property {import("../../editor/gestures.js").Gestures} gestures
 * @property {import("../../platform/signal.js").Signal<import("../../model/colour.js").Theme>} theme  of the screen
 * @property {import("../status/toasts.js").Toasts} toasts
 * @property {Translate} t
 */

export class Exchange {
  #parts;
  #t;
  #dialog;
  #importDialog;
  /** Ends the work that is going on. @type {AbortController | null} */
  #work = null;

  /** @param {ExchangeParts} parts */
  constructor(parts) {
    const { t } = parts;
    this.#parts = parts;
    this.#t = t;
    this.#importDialog = new ImportDialog(parts);
    this.#dialog = new ExportDialog({
      t,
      run: (choice, isShared) => this.#run(choice, isShared),
      cancel: () => this.#work?.abort(),
      addFile: () => this.pick(),
    });
  }

  /** Opens the dialog. @param {Format | null} [format]  null for the latest */
  open(format = null) {
    const { editor } = this.#parts;
    this.#settle();
    const pages = editor.view.listedPages().length;
    this.#dialog.open(
      {
        parts: [
          ...(pages > 1 ? [/** @type {const} */ ("board")] : []),
          "page",
          ...(editor.selection.size > 0 ? [/** @type {const} */ ("selection")] : []),
        ],
        note: (choice) => this.#noteOf(choice),
        hasShare: (choice) => offersShare(choice.format),
      },
      format,
    );
  }

  /** Lets the person pick a saved board. */
  pick() {
    this.#dialog.close();
    const input = make("input", { type: "file", accept: ".json,application/json", hidden: "" });
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file !== undefined) this.read(file);
      input.remove();
    });
    input.addEventListener("cancel", () => input.remove());
    document.body.append(input);
    input.click();
  }

  /** Shows what is in a saved board, to be added. @param {Blob} file */
  async read(file) {
    this.#settle();
    await this.#importDialog.open(file);
  }

  /** Copies the selection as a picture. @param {"png" | "svg"} format */
  async copyAs(format) {
    const { editor, toasts } = this.#parts;
    this.#settle();
    const scenes = this.#scenesOf({ part: "selection", background: "none" });
    if (editor.selection.size === 0 || scenes.length === 0) {
      toasts.show({ text: this.#t("exchange-select") });
      return;
    }
    const work = { turns: new Turns(new AbortController().signal), onProgress: () => undefined };
    const makeOne = () => makePictures(scenes, { format, scale: 2, board: this.#boardName }, work);
    const isCopied = await copyPicture(format, makeOne);
    if (isCopied) toasts.show({ text: this.#t("exchange-copied") });
    else {
      toasts.show({
        text: this.#t("exchange-not-copied"),
        actions: [
          {
            label: this.#t("exchange-save"),
            run: async (toast) => {
              toast.close();
              this.#deliver(await makeOne(), false);
            },
          },
        ],
      });
    }
  }

  get #boardName() {
    return this.#parts.editor.view.name;
  }

  /** Ends what is being drawn or written: it belongs to the copy. */
  #settle() {
    const { editor, gestures } = this.#parts;
    gestures.interrupt();
    editor.writing.value?.end();
  }

  /** @param {Pick<Choice, "part"> & {background: import("./choice.js").Background}} what */
  #scenesOf({ part, background }) {
    const { editor, theme } = this.#parts;
    return scenesOf(editor, part, { background, theme: theme.value, t: this.#t });
  }

  /** What there is to say of a choice before it is made. @param {Choice} choice */
  #noteOf({ part, format, scale, backgrounds }) {
    const t = this.#t;
    if (!this.#parts.editor.view.isWhole) return t("exchange-loading");
    const scenes = this.#scenesOf({ part, background: backgrounds[format] });
    if (scenes.length === 0) return t("exchange-empty");
    const count = scenes.length;
    if (format === "json") return t("exchange-json-note");
    if (format === "pdf") return t("exchange-sheets", { count });
    if (format === "svg") return t("exchange-svg-note", { count });
    const sizes = scenes.map((named) => sizeUpTo(named, scale));
    const [first] = sizes;
    const smallest = Math.min(...sizes.map((size) => size.scale));
    if (smallest < scale) {
      const most = smallest < 1 ? `${Math.floor(100 * smallest)} %` : `${smallest}×`;
      return t("exchange-reduced", { scale, most });
    }
    if (count > 1) return t("exchange-files", { count });
    return t("exchange-pixels", { width: first?.width ?? 0, height: first?.height ?? 0 });
  }

  /** @param {Choice} choice @param {boolean} isShared */
  async #run(choice, isShared) {
    if (this.#work !== null) return;
    const { editor } = this.#parts;
    const t = this.#t;
    const { part, format, backgrounds } = choice;
    const scenes = this.#scenesOf({ part, background: backgrounds[format] });
    if (!editor.view.isWhole || scenes.length === 0) {
      this.#dialog.showNote(this.#noteOf(choice));
      return;
    }
    const controller = new AbortController();
    this.#work = controller;
    this.#dialog.showProgress(0);
    const onProgress = (/** @type {number} */ share) => this.#dialog.showProgress(share);
    const { signal } = controller;
    const work = { turns: new Turns(signal), onProgress, signal };
    try {
      if (format === "pdf") await this.#print(scenes, work);
      else await this.#save(scenes, choice, { work, isShared });
    } catch (error) {
      if (!controller.signal.aborted) {
        console.warn("the copy was not made", error);
        this.#dialog.showNote(t("exchange-failed"));
      }
    } finally {
      this.#work = null;
      this.#dialog.showProgress(null);
    }
  }

  /** @param {readonly import("./scenes.js").NamedScene[]} scenes @param {EndingWork} work */
  async #print(scenes, work) {
    const { missing, print } = await prepareSheets(scenes, work);
    this.#dialog.close();
    this.#tellMissing({ missing, areFontsMissing: false });
    print();
  }

  /** @param {readonly import("./scenes.js").NamedScene[]} scenes @param {Choice} choice @param {{work: EndingWork, isShared: boolean}} how */
  async #save(scenes, { part, format, scale }, { work, isShared }) {
    const { editor } = this.#parts;
    const suffix = part === "board" ? "" : (scenes[0]?.name ?? "");
    const made =
      format === "png" || format === "svg"
        ? await makePictures(scenes, { format, scale, board: this.#boardName }, work)
        : await writeBoardFile(editor, { part, suffix }, work);
    // The last step of the work has no turn of its own in which it could have ended.
    work.signal.throwIfAborted();
    await this.#deliver(made, isShared);
    this.#dialog.close();
  }

  /** @param {Made} made @param {boolean} isShared */
  async #deliver(made, isShared) {
    const { toasts } = this.#parts;
    const t = this.#t;
    const [first] = made.files;
    if (first === undefined) return;
    if (isShared) {
      if (!(await share(made.files))) return;
    } else {
      download(made.files);
      const count = made.files.length;
      toasts.show({ text: t("exchange-saved", { count, name: isolate(first.name) }) });
    }
    this.#tellMissing(made);
  }

  /** @param {{missing: number, areFontsMissing: boolean}} made */
  #tellMissing({ missing, areFontsMissing }) {
    const { toasts } = this.#parts;
    if (missing > 0) {
      toasts.show({ text: this.#t("exchange-missing", { count: missing }), error: true });
    }
    if (areFontsMissing) toasts.show({ text: this.#t("exchange-fonts") });
  }
}
