/**
 * The eyedropper: the next press on the board gives the colour and the style of the shape there to the selection, or to the
 * tool in use. Every other press, and every key but those that only modify, ends it. A swatch beside the pointer shows the
 * colour that a press would pick.
 */

import { highlightColour, inkColour, noteColour } from "../../model/custom_colour.js";
import { paletteOf } from "../../model/kinds.js";
import { CommonStyle, MIXED } from "../../model/style_fields.js";
import { byId } from "../elements/dom.js";
import { restyleFitted } from "../text/refit.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").Shape} Shape */
/** @typedef {import("../../tools/actions.js").Actions} Actions */

const MODIFIERS = ["Shift", "Control", "Alt", "Meta"];

/** Ends the one that waits for a press; null when none does. @type {(() => void) | null} */
let end = null;

/** @param {Editor} editor @param {Actions} actions */
export function startEyedropper(editor, actions) {
  end?.();
  const { notices } = editor;
  const surface = byId("overlay", HTMLCanvasElement);
  const stop = new AbortController();
  surface.style.setProperty("cursor", "crosshair", "important");
  const swatch = document.createElement("div");
  swatch.className = "eyedropper-swatch";
  swatch.hidden = true;
  surface.after(swatch);
  end = () => {
    stop.abort();
    swatch.remove();
    surface.style.removeProperty("cursor");
    end = null;
  };
  const options = { capture: true, signal: stop.signal };
  const shapeUnder = (/** @type {PointerEvent} */ { offsetX: x, offsetY: y }) =>
    actions.shapeAt(editor.camera.toBoard({ x, y }));
  window.addEventListener(
    "pointermove",
    (event) => {
      const shape = event.target === surface ? shapeUnder(event) : null;
      swatch.hidden = shape === null;
      if (shape !== null) showOn(swatch, shape, event);
    },
    options,
  );
  window.addEventListener(
    "pointerdown",
    (event) => {
      end?.();
      if (event.target !== surface) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const shape = shapeUnder(event);
      if (shape === null) notices.set({ kind: "selecting", why: "pick-none" });
      else pick(editor, actions, shape);
    },
    options,
  );
  window.addEventListener(
    "keydown",
    (event) => {
      if (MODIFIERS.includes(event.key)) return;
      end?.();
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    options,
  );
  notices.set({ kind: "selecting", why: "pick-start" });
}

/** Shows the colour of a shape beside the pointer. @param {HTMLElement} swatch @param {Shape} shape @param {PointerEvent} event */
function showOn({ style }, { kind, style: { ink } }, { clientX, clientY }) {
  const colour = { ink: inkColour, mark: highlightColour, note: noteColour }[paletteOf(kind)];
  style.setProperty("--x", `${clientX}px`);
  style.setProperty("--y", `${clientY}px`);
  style.setProperty("--light", colour(ink, "light"));
  style.setProperty("--dark", colour(ink, "dark"));
}

/** @param {Editor} editor @param {Actions} actions @param {Shape} shape */
async function pick(editor, actions, shape) {
  const style = new CommonStyle();
  style.add(shape);
  const fields = [...style.fields].filter(([, value]) => value !== MIXED && value !== null);
  await restyleFitted(editor, actions, Object.fromEntries(fields));
  editor.notices.set({ kind: "selecting", why: "picked" });
}
