// A hand that draws with the pen's gesture: what a device at some rate would report of its way.

import { Camera } from "../../static/js/editor/camera.js";
import { Signal } from "../../static/js/platform/signal.js";
import { InkGesture } from "../../static/js/tools/ink.js";

/** @typedef {import("../../static/js/editor/editor.js").Editor} Editor */
/** @typedef {import("./seeded.js").Seeded} Seeded */
/** @typedef {{x: number, y: number}} Place  in screen pixels */
/** Where the hand is at a time in seconds. @typedef {(time: number) => Place} Way */

/**
 * @typedef {object} Hand
 * @property {number} rate  samples a second
 * @property {number} [seconds]
 * @property {number} [phase]  part of a sample by which the first one is late
 * @property {number} [noise]  standard deviation of each sample, in screen pixels
 * @property {Seeded} [chance]
 * @property {number} [zoom]
 */

/** Rates of a plain mouse or finger, a good mouse, and a pen. */
export const RATES = [60, 125, 240];

/** What the device reports. @param {Way} way @param {Hand} hand @returns {(Place & {time: number})[]} */
export function samples(way, { rate, seconds = 1, phase = 0, noise = 0, chance }) {
  const shake = () => (chance === undefined ? 0 : noise * normal(chance));
  return Array.from({ length: Math.floor(rate * seconds) }, (_, at) => {
    const time = (at + phase) / rate;
    const { x, y } = way(time);
    return { x: x + shake(), y: y + shake(), time: 1000 * time };
  });
}

/** The points that the pen keeps of it, in screen pixels. @param {Way} way @param {Hand} hand @returns {Place[]} */
export function drawn(way, hand) {
  const { zoom = 1 } = hand;
  const camera = new Camera();
  camera.resize(1000, 800);
  camera.goTo({ x: 0, y: 0, zoom });
  const editor = /** @type {Editor} */ (
    /** @type {unknown} */ ({
      camera,
      page: new Signal(1),
      newId: () => "00000000000000aa.1",
      draft: () => undefined,
    })
  );
  const [first, ...others] = samples(way, hand).map((sample) => ({
    ...camera.toBoard(sample),
    pressure: 128,
    time: sample.time,
  }));
  if (first === undefined) return [];
  const gesture = new InkGesture(editor, first, { kind: "ink", style: { ink: "black", size: 64 } });
  for (const point of others) gesture.update([point]);
  const [preview] = gesture.previews();
  if (preview?.kind !== "ink") return [];
  const { x, y, xy, length } = preview;
  return Array.from({ length }, (_, at) =>
    camera.toScreen({ x: x + (xy[at * 2] ?? 0), y: y + (xy[at * 2 + 1] ?? 0) }),
  );
}

/** From a normal distribution (Box and Muller). @param {Seeded} chance */
function normal(chance) {
  return Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
}
