/**
 * The figure that builds a frame: controls for each field, the frame bit by bit, and what the server's reader makes of it.
 */

import { buildFrame, closePayload, fromHex, OPCODE, parseHeader } from "../../model/frame.js";
import { readFrames } from "../../sync/lecture_requests.js";
import { make } from "../elements/build.js";
import { byId } from "../elements/dom.js";
import { frameFigure } from "../hood/frame_view.js";
import { hexOf, readingLines } from "./reading_view.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** The server is asked once the controls rest. */
const REST_MS = 250;
/** Bytes of payload that the figure shows. */
const SHOWN_BYTES = 16;
/** A key that is used while the field has no four bytes. */
const KEY = [0x37, 0xfa, 0x21, 0x3d];

/** @param {string} id */
const input = (id) => byId(id, HTMLInputElement);
/** @param {string} id */
const choice = (id) => Number(byId(id, HTMLSelectElement).value);

/** The payload of the chosen opcode: a Close begins with its code. */
function payload() {
  const text = input("frame-text").value;
  const bytes = [...new TextEncoder().encode(text)];
  return choice("frame-opcode") === OPCODE.close && text !== "" ? closePayload(1000, text) : bytes;
}

function builtFrame() {
  const form = choice("frame-form");
  const key = fromHex(input("frame-key").value);
  return buildFrame({
    fin: input("frame-fin").checked,
    rsv: input("frame-rsv").checked ? 4 : 0,
    opcode: choice("frame-opcode"),
    payload: payload(),
    key: input("frame-mask").checked ? (key?.length === 4 ? key : KEY) : null,
    ...(form === 0
      ? {}
      : { form: /** @type {import("../../model/frame.js").LengthForm} */ (form) }),
  });
}

/** @param {Translate} t */
export function bindFrameBuilder(t) {
  const figure = byId("frame-figure", HTMLElement);
  const bytesShown = byId("frame-bytes", HTMLElement);
  const verdict = byId("frame-verdict", HTMLElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let latest = 0;

  /** @param {Uint8Array} frame */
  const ask = async (frame) => {
    latest += 1;
    const question = latest;
    /** @type {string[]} */
    let lines;
    try {
      lines = readingLines(await readFrames(frame), t);
    } catch {
      lines = [t("learn-lost")];
    }
    if (question === latest) verdict.replaceChildren(...lines.map((line) => make("p", {}, line)));
  };
  const show = () => {
    const frame = builtFrame();
    const header = parseHeader(frame);
    if (header === null) return;
    const shown = frame.subarray(header.size, header.size + SHOWN_BYTES);
    figure.replaceChildren(frameFigure({ header, payload: shown }, t));
    bytesShown.textContent = hexOf(frame);
    clearTimeout(timer);
    timer = setTimeout(ask, REST_MS, frame);
  };
  byId("frame-controls", HTMLFormElement).addEventListener("input", show);
  byId("frame-controls", HTMLFormElement).addEventListener("submit", (event) =>
    event.preventDefault(),
  );
  show();
}
