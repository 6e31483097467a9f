/**
 * The page's lifecycle: its loading state, going offline and online, being hidden, frozen, left and restored.
 */

import { byId } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */

/** @param {Editor} editor @param {Gestures} gestures */
export function bindLifecycle(editor, gestures) {
  const bar = byId("loading", HTMLElement);
  const show = () => {
    const { state } = editor.status.value;
    // Style sheets and tests read this; nothing in the client does.
    document.documentElement.dataset.sync = state;
    if (state !== "loading") bar.hidden = true;
  };
  editor.status.subscribe(show);
  show();
  // Once the share is known its own bar suffices: without a GPU each moving part takes time from what loads.
  editor.arrived.subscribe((share) => {
    if (share !== null) bar.hidden = true;
  });

  addEventListener("offline", () => editor.doubtConnection());
  // A socket may have died without an event, so the state may be wrong.
  addEventListener("online", () => editor.tryNow());
  const { offlineStore } = editor;
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    offlineStore.resume();
    editor.tryNow();
  });
  offlineStore.setHidden(document.visibilityState === "hidden");
  document.addEventListener("visibilitychange", () => {
    const isHidden = document.visibilityState === "hidden";
    offlineStore.setHidden(isHidden);
    if (isHidden) return;
    editor.used();
    editor.tryNow();
  });
  addEventListener("pagehide", () => {
    // The pointer's release would be lost: finish the stroke as it is, and the text.
    gestures.interrupt();
    editor.writing.value?.end();
    editor.pointAt(null);
    editor.leave();
  });
  document.addEventListener("freeze", () => offlineStore.leave());
  document.addEventListener("resume", () => offlineStore.resume());
  for (const type of ["pointerdown", "keydown", "focus"]) {
    addEventListener(type, () => editor.used(), { capture: true });
  }
  addEventListener("beforeunload", (event) => {
    // Edits stored on this device are sent by the next load.
    if (editor.status.value.waiting > 0 && offlineStore.isStored.value !== true)
      event.preventDefault();
  });
}
