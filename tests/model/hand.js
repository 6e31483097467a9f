// A simulated hand that draws with the pen's gesture, sampled at the rate of a device.

import { Camera } from "../../static/js/editor/camera.js";
import { Signal } from "../../static/js/platform/signal.js";
import { InkGesture } from "../../static/js/tools/ink.js";

/** @typedef {import("../../static/js/editor/editor.js").Editor} Editor */
/** @typedef {import("./seeded.js").Seeded} Seeded */
/** @typedef {{x: number, y: number}} Place  in screen pixels */
/** The position of the hand at a time in seconds. @typedef {(time: number) => Place} Path */

/**
 * @typedef {object} Hand
 * @property {number} rate  samples a second
 * @property {number} [seconds]
 * @property {number} [phase]  delay of the first sample, as a share of the interval
 * @property {number} [noise]  standard deviation of each sample, in screen pixels
 * @property {Seeded} [chance]
 * @property {number} [zoom]
 */

/** Sample rates of a simple mouse or a finger, of a good mouse, and of a pen. */
export const RATES = [60, 125, 240];

/** The samples that the device reports. @param {Path} path @param {Hand} hand @returns {(Place & {time: number})[]} */
export function samples(path, { rate, seconds = 1, phase = 0, noise = 0, chance }) {
  const shake = () => (chance === undefined ? 0 : noise * normal(chance));
  return Array.from({ length: Math.floor(rate * seconds) }, (_, at) => {
    const time = (at + phase) / rate;
    const { x, y } = path(time);
    return { x: x + shake(), y: y + shake(), time: 1000 * time };
  });
}

/** The points that the pen's gesture stores, in screen pixels. @param {Path} path @param {Hand} hand @returns {Place[]} */
export function drawn(path, hand) {
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
  const [first, ...others] = samples(path, hand).map((sample) => ({
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

/** A sample of the normal distribution (Box and Muller). @param {Seeded} chance */
function normal(chance) {
  return Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
}
