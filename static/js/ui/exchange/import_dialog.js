/**
 * The dialog that adds a saved board: says what is in the file and whether it fits, before anything is sent.
 */

import { MAX_FILE_BYTES, readBoardFile } from "../../model/board_file.js";
import { Turns } from "../../platform/turns.js";
import { openDialog } from "../dialogs/dialogs.js";
import { make } from "../elements/build.js";
import { isolate } from "../settings/l10n.js";
import { importFile, misfitOf, missingPictures } from "./importer.js";
import { RefusedPicture } from "./send_pictures.js";

/** @typedef {import("../../model/board_file.js").BoardFile} BoardFile */
/** @typedef {import("../../model/board_file.js").Refusal} Refusal */
/** @typedef {import("./exchange.js").ExchangeParts} ExchangeParts */
/** @typedef {import("./importer.js").Misfit} Misfit */

export class ImportDialog {
  #parts;
  #text = make("p", { id: "import-text", role: "status" });
  #bar = make("progress", { max: "1", value: "0" });
  #add = make("button", { type: "button", class: "button", id: "import-add" });
  #cancel = make("button", { type: "button", class: "button soft" });
  #dialog;
  /** The file that can be added. @type {BoardFile | null} */
  #file = null;
  /** Ends what is going on. @type {AbortController | null} */
  #work = null;

  /** @param {ExchangeParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { t } = parts;
    this.#add.textContent = t("import-add");
    this.#add.addEventListener("click", () => this.#run());
    this.#bar.setAttribute("aria-label", t("import-working"));
    this.#dialog = make(
      "dialog",
      {
        ...{ id: "import", class: "dialog narrow exchange" },
        ...{ "aria-labelledby": "import-title", "aria-describedby": "import-text" },
      },
      make("h2", { id: "import-title" }, t("import-title")),
      this.#text,
      make("div", { class: "exchange-work" }, this.#bar),
      make("div", { class: "dialog-actions" }, this.#cancel, this.#add),
    );
    this.#cancel.addEventListener("click", () => this.#dialog.close());
    // The event comes in a task of its own: by then the dialog may be open for another file.
    this.#dialog.addEventListener("close", () => {
      if (!this.#dialog.open) this.#work?.abort();
    });
    document.body.append(this.#dialog);
  }

  /** Reads a file and shows what is in it. @param {Blob} blob */
  async open(blob) {
    const { t } = this.#parts;
    const controller = this.#begin();
    this.#file = null;
    this.#show(t("import-reading"));
    openDialog(this.#dialog);
    const read = await this.#read(blob, controller.signal);
    if (controller.signal.aborted) return;
    this.#end(controller);
    if ("why" in read) this.#show(this.#whyNot(read));
    else this.#offer(read);
  }

  /** @param {Blob} blob @param {AbortSignal} signal @returns {Promise<BoardFile | Refusal>} */
  async #read(blob, signal) {
    if (blob.size > MAX_FILE_BYTES) return { why: "too-much" };
    try {
      const turns = new Turns(signal);
      const reading = readBoardFile(await blob.text());
      for (;;) {
        const { value, done } = reading.next();
        if (done) return value;
        await turns.rest();
      }
    } catch (error) {
      console.warn("the file could not be read", error);
      return { why: "unreadable" };
    }
  }

  /** @param {BoardFile} file */
  #offer(file) {
    const { editor, t } = this.#parts;
    const misfit = misfitOf(editor, file);
    if (misfit !== null) {
      this.#show(this.#whyNotNow(misfit));
      return;
    }
    this.#file = file;
    const { part, name, pages, shapes } = file;
    const content =
      part === "selection"
        ? t("import-shapes", { count: shapes.length })
        : t("import-pages", { pages: pages.length, count: shapes.length });
    const missing = missingPictures(editor, file);
    const sentences = [
      ...(name === "" ? [] : [t("import-name", { name: isolate(name) })]),
      content,
      ...(missing > 0 ? [t("import-missing", { count: missing })] : []),
    ];
    this.#show(sentences.join(" "));
    this.#add.focus();
  }

  async #run() {
    const { editor, toasts, t } = this.#parts;
    const file = this.#file;
    if (file === null || this.#work !== null) return;
    // Others have gone on since the file was read.
    const misfit = misfitOf(editor, file);
    if (misfit !== null) {
      this.#file = null;
      this.#show(this.#whyNotNow(misfit));
      return;
    }
    const controller = this.#begin();
    try {
      const added = await importFile(editor, file, {
        turns: new Turns(controller.signal),
        signal: controller.signal,
        onProgress: (share) => {
          this.#bar.value = share;
        },
        onWait: () => {
          this.#text.textContent = t("import-waits");
        },
        onRefused: (code) => toasts.show({ text: t("import-refused", { code }), error: true }),
      });
      const [first] = added?.pages ?? [];
      if (first !== undefined) editor.page.set(first);
      this.#end(controller);
      this.#dialog.close();
      if (added !== null) toasts.show({ text: t("import-done", { count: added.count }) });
    } catch (error) {
      if (controller.signal.aborted) return;
      console.warn("the file was not added", error);
      this.#file = null;
      this.#end(controller);
      const code = error instanceof RefusedPicture ? error.code : "";
      this.#show(code === "quota" ? t("import-no-pictures") : t("import-picture", { code }));
    }
  }

  #begin() {
    this.#work?.abort();
    const controller = new AbortController();
    this.#work = controller;
    this.#bar.value = 0;
    this.#dialog.setAttribute("data-busy", "");
    return controller;
  }

  /** @param {AbortController} controller */
  #end(controller) {
    if (this.#work !== controller) return;
    this.#work = null;
    this.#dialog.removeAttribute("data-busy");
  }

  /** @param {string} text */
  #show(text) {
    const { t } = this.#parts;
    this.#text.textContent = text;
    this.#add.hidden = this.#file === null;
    this.#cancel.textContent = this.#file === null ? t("close") : t("exchange-cancel");
  }

  /** @param {Refusal} refusal */
  #whyNot(refusal) {
    const { t } = this.#parts;
    switch (refusal.why) {
      case "unreadable":
        return t("import-unreadable");
      case "foreign":
        return t("import-foreign");
      case "newer":
        return t("import-newer");
      case "too-much":
        return t("import-too-much");
      case "broken":
        return t("import-broken", { place: refusal.what });
    }
  }

  /** @param {Misfit} misfit */
  #whyNotNow(misfit) {
    const { t } = this.#parts;
    switch (misfit.why) {
      case "rights":
        return t("import-rights");
      case "loading":
        return t("exchange-loading");
      case "offline":
        return t("import-offline");
      case "bytes":
        return t("import-bytes");
      case "shapes":
        return t("import-room-shapes", { count: misfit.count, room: misfit.room });
      case "pages":
        return t("import-room-pages", { count: misfit.count, room: misfit.room });
    }
  }
}
