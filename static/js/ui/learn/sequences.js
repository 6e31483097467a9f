/**
 * The figure of sequences: frames one after the other, among them broken ones, and what the server's reader makes of them.
 */

import { buildFrame, closePayload, OPCODE } from "../../model/frame.js";
import { readFrames } from "../../sync/lecture_requests.js";
import { make } from "../elements/build.js";
import { byId, queryAll } from "../elements/dom.js";
import { hexOf, readingLines } from "./reading_view.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

const KEY = [0x37, 0xfa, 0x21, 0x3d];

/** @param {number} opcode @param {string | number[]} payload @param {{fin?: boolean, key?: number[] | null}} [more] */
function frame(opcode, payload, { fin = true, key = KEY } = {}) {
  const bytes = typeof payload === "string" ? [...new TextEncoder().encode(payload)] : payload;
  return buildFrame({ fin, opcode, payload: bytes, key });
}

const { text, continuation, ping, close } = OPCODE;

/** The frames of each sequence. @type {Readonly<Record<string, Uint8Array[]>>} */
const SEQUENCES = {
  fragments: [
    frame(text, "Good ", { fin: false }),
    frame(ping, "?"),
    frame(continuation, "morning"),
  ],
  close: [frame(close, closePayload(1000, "bye"))],
  unmasked: [frame(text, "hello", { key: null })],
  orphan: [frame(continuation, "hello")],
  fragmentedPing: [frame(ping, "?", { fin: false })],
  notText: [frame(text, [0xc3, 0x28])],
  tooLong: [Uint8Array.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1])],
};

/** @param {Translate} t */
export function bindSequences(t) {
  const shown = byId("sequence-frames", HTMLElement);
  const verdict = byId("sequence-verdict", HTMLElement);
  for (const button of queryAll("[data-sequence]")) {
    button.addEventListener("click", async () => {
      const frames = SEQUENCES[button.dataset.sequence ?? ""] ?? [];
      const bytes = Uint8Array.from(frames.flatMap((each) => [...each]));
      const list = frames.map((each) => make("li", {}, make("code", {}, hexOf(each))));
      /** @type {string[]} */
      let lines;
      try {
        lines = readingLines(await readFrames(bytes), t);
      } catch {
        lines = [t("learn-lost")];
      }
      shown.replaceChildren(
        make("p", {}, make("b", {}, button.textContent ?? "")),
        make("ol", {}, ...list),
      );
      verdict.replaceChildren(...lines.map((line) => make("p", {}, line)));
    });
  }
}
