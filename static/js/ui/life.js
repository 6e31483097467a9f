/**
 * From the first byte to the last: what the page says about its connection, and what happens when
 * it is left and comes back.
 */

import { part } from "./page_parts.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/tool.js").Gestures} Gestures */

/** @param {Editor} editor @param {Gestures} gestures */
export function followLife(editor, gestures) {
  const bar = part("loading", HTMLElement);
  const show = () => {
    const { state } = editor.status.value;
    // Style sheets and tests read this; nothing in the client does.
    document.documentElement.dataset.sync = state;
    bar.hidden = state !== "loading";
  };
  editor.status.subscribe(show);
  show();

  addEventListener("offline", () => editor.doubtConnection());
  // A socket may have died meanwhile without a word, whatever the state says.
  addEventListener("online", () => editor.tryNow());
  addEventListener("pageshow", (event) => {
    if (event.persisted) editor.tryNow();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") editor.tryNow();
  });
  addEventListener("pagehide", () => {
    // The end of the pointer would never be heard; what is drawn so far counts.
    gestures.finish();
    editor.pointAt(null);
  });
  addEventListener("beforeunload", (event) => {
    if (editor.status.value.waiting > 0) event.preventDefault();
  });
}
