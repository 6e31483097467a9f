// Shapes and edits for tests.

import { INK_NAMES } from "../../static/js/model/colour.js";
import { geometryOf, hasText, KINDS, PAPERS, traitsOf } from "../../static/js/model/kinds.js";
import { TONES } from "../../static/js/model/pages.js";
import { shapeFromWire } from "../../static/js/model/shape.js";

/** @typedef {import("../../static/js/model/points.js").PointPool} PointPool */
/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/model/kinds.js").Kind} Kind */
/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */
/** @typedef {import("../../static/js/model/shape.js").WireGeometry} WireGeometry */
/** @typedef {import("../../static/js/model/shape.js").Shape} Shape */
/** @typedef {import("../../static/js/model/styles.js").WireStyle} WireStyle */
/** @typedef {import("./seeded.js").Seeded} Seeded */

export const TAGS = [
  "00000000000000aa",
  "00000000000000bb",
  "ffffffffffffff00",
  "0123456789abcdef",
];

/** @param {string} id @param {Partial<NewShape>} [change] @returns {NewShape} */
export function rectangle(id, change = {}) {
  return {
    id,
    kind: "rectangle",
    page: 1,
    pos: [0, 0, 0],
    geometry: { w: 100, h: 50 },
    style: { ink: "red", size: 64 },
    ...change,
  };
}

/** Ink through absolute points, all of nominal pressure. @param {string} id @param {readonly (readonly [number, number])[]} path @param {Partial<NewShape>} [change] @returns {NewShape} */
export function stroke(id, path, change = {}) {
  const points = path.flatMap(([x, y], at) => {
    const [px, py] = path[at - 1] ?? [0, 0];
    return [x - px, y - py];
  });
  const pressure = path.map((_, at) => (at === 0 ? 128 : 0));
  const time = path.map((_, at) => (at === 0 ? 0 : 8));
  return rectangle(id, { kind: "ink", geometry: { points, pressure, time }, ...change });
}

/** A record as a board stores it. @param {NewShape} wire @param {PointPool} pool @param {{seq?: number, index?: number}} [place] */
export function placed(wire, pool, { seq = 1, index = 0 } = {}) {
  return shapeFromWire(wire, { author: 1, seq, index }, pool);
}

/** @param {Seeded} chance @param {Kind} kind @param {number} spread  units @returns {WireGeometry} */
export function someGeometry(chance, kind, spread) {
  const step = () => chance.within(-spread, spread);
  if (kind === "line" || kind === "arrow") {
    const count = chance.chance(80) ? 2 : chance.within(3, 5);
    const points = Array.from({ length: 2 * count }, step);
    return { points, ...(chance.chance(20) && someEnds(chance)), ...someLines(chance) };
  }
  if (kind !== "ink" && kind !== "highlight") {
    const sides = { w: chance.within(1, spread), h: chance.within(1, spread) };
    return { ...sides, ...someLines(chance), ...(chance.chance(10) && { fixed: true }) };
  }
  const count = chance.within(1, 12);
  const list = (/** @type {() => number} */ make) => Array.from({ length: count }, make);
  let force = 0;
  return {
    points: list(step).flatMap((x) => [x, step()]),
    pressure: list(() => {
      const next = chance.within(0, 255);
      const difference = next - force;
      force = next;
      return difference;
    }),
    time: list(() => chance.within(0, 100)),
  };
}

/** Values of the keys that a style may have beside ink and size, their defaults among them. */
const FURTHER = {
  fill: ["none", "yellow", "#0a1b2c"],
  pattern: ["solid", "tint", "hatch"],
  dash: ["solid", "dashed", "dotted"],
  opacity: [5, 60, 100],
  font: ["sans", "hand", "mono"],
  type: [1, 384, 4096],
  align: [null, "start", "center", "end"],
  head: [null, "none", "arrow", "triangle", "dot", "bar"],
  tail: [null, "none", "arrow", "triangle", "dot", "bar"],
  bend: ["straight", "round", "elbow"],
};

/** A style, plain in half of all cases. @param {Seeded} chance @returns {WireStyle} */
export function someStyle(chance) {
  const plain = { ink: chance.pick(INK_NAMES), size: chance.within(1, 300) };
  if (chance.chance(50)) return plain;
  const further = Object.entries(FURTHER).filter(() => chance.chance(30));
  const drawn = further.map(([name, values]) => [
    name,
    chance.pick(/** @type {readonly unknown[]} */ (values)),
  ]);
  const ink = chance.chance(20) ? "#c0ffee" : plain.ink;
  return { ...plain, ink, ...Object.fromEntries(drawn) };
}

/** Lines that may fit the text or not. @param {Seeded} chance @returns {WireGeometry} */
function someLines(chance) {
  const lists = [[], [1], [1, 1], [2], [3]];
  return chance.chance(20) ? { lines: chance.pick(lists) } : {};
}

/** Ends on shapes that may be there or not. @param {Seeded} chance @returns {WireGeometry} */
function someEnds(chance) {
  /** @returns {[string, number, number]} */
  const end = () => [
    `${chance.pick(TAGS)}.${chance.within(1, 9)}`,
    chance.within(0, 1000),
    chance.within(0, 1000),
  ];
  return chance.chance(50) ? { to: end() } : { from: end(), to: end() };
}

/** @param {Seeded} chance @param {string} id @param {number} [spread]  units @returns {NewShape} */
export function someShape(chance, id, spread = 2000) {
  const kind = chance.chance(30) ? "ink" : chance.pick(KINDS);
  const far = () => chance.within(-spread * 10, spread * 10);
  const shape = rectangle(id, {
    kind,
    page: chance.chance(80) ? 1 : 2,
    pos: [far(), far(), chance.chance(70) ? 0 : chance.within(0, 35_999)],
    geometry: someGeometry(chance, kind, spread),
    style: someStyle(chance),
  });
  const image = kind === "image" ? { image: `${chance.pick(TAGS)}.${chance.within(1, 9)}` } : {};
  const alt = kind === "image" && chance.chance(50) ? someAlt(chance) : {};
  const rare = { ...(chance.chance(10) && someRare(chance)), ...image, ...alt };
  const isLabelled = traitsOf(kind).text === "label" && chance.chance(15);
  return hasText(kind) || isLabelled
    ? { ...shape, text: chance.pick(["", "a", "é🖍"]), ...rare }
    : { ...shape, ...rare };
}

/** Shapes that only a server brings. @param {Seeded} chance @param {readonly string[]} ids @returns {Op} */
export function someBring(chance, ids) {
  const shapes = ids.map((id) => {
    const { page: _, ...shape } = someShape(chance, id);
    return { ...shape, author: chance.within(1, 4) };
  });
  return { op: "bring", page: chance.within(1, 2), shapes };
}

/** A description, as an image has one. @param {Seeded} chance */
function someAlt(chance) {
  return { alt: chance.pick(["", "a tree", "é🖍"]) };
}

/** One of the registers that few shapes write and all have. @param {Seeded} chance @returns {import("../../static/js/model/more.js").WireMore} */
export function someRare(chance) {
  const groups = [`${TAGS[0]}.901`, `${TAGS[1]}.902`, `${TAGS[2]}.903`, `${TAGS[3]}.904`];
  return chance.chance(50)
    ? { group: groups.slice(chance.within(0, 4)) }
    : { locked: chance.chance(60) };
}

/**
 * Splits a stroke whose number of points may be outdated.
 * @param {Seeded} chance
 * @param {string} id
 * @param {{count: number, newId: () => string}} stroke
 * @returns {Op}
 */
export function someSplit(chance, id, { count, newId }) {
  const pieces = [];
  for (let from = chance.within(0, 1), to = 0; from < count; from = to + chance.within(0, 2)) {
    to = chance.within(from + 1, count);
    pieces.push({ id: newId(), from, to });
  }
  return pieces.length > 0 ? { op: "split", id, pieces } : { op: "del", id };
}

/**
 * A random op of a client that knows these shapes and has seen the log up to `head`.
 * @param {Seeded} chance
 * @param {{ids: readonly string[], shapeOf: (id: string) => Shape | undefined, newId: () => string, head: number}} known
 * @returns {Op}
 */
export function someOp(chance, { ids, shapeOf, newId, head }) {
  const dice = chance.within(1, 100);
  if (ids.length === 0 || dice <= 35) return { op: "add", shape: someShape(chance, newId()) };
  if (dice <= 37) {
    const all = chance.chance(30) && { all: true };
    return { op: "clear", page: chance.within(1, 2), upto: chance.within(0, head), ...all };
  }
  if (dice <= 40) return { op: "board", name: `name ${chance.within(1, 9)}` };
  if (dice <= 43) return { op: "page", page: chance.within(1, 3), ...somePageRegister(chance) };
  const id = chance.pick(ids);
  if (dice <= 55) return { op: "del", id };
  const isStroke = (/** @type {Kind | undefined} */ kind) =>
    kind !== undefined && geometryOf(kind) === "ink";
  const there = ids.filter((one) => isStroke(shapeOf(one)?.kind));
  const strokes = chance.chance(80) ? there : ids.filter((one) => shapeOf(one) === undefined);
  if (dice <= 70 && strokes.length > 0) {
    const stroke = chance.pick(strokes);
    return someSplit(chance, stroke, { count: shapeOf(stroke)?.count ?? 3, newId });
  }
  return { op: "set", id, ...someRegisters(chance, shapeOf(id), head) };
}

/** One register of a page. @param {Seeded} chance @returns {import("../../static/js/model/pages.js").PageRegisters} */
function somePageRegister(chance) {
  switch (chance.within(1, 6)) {
    case 1:
      return { tone: chance.pick(TONES) };
    case 2:
      return { name: chance.pick(["", "Angles", "é🖍"]) };
    case 3:
      return { place: chance.within(-9, 9) * 2 ** 20 };
    case 4:
      return { gone: chance.chance(50) };
    default:
      return { paper: chance.pick(PAPERS) };
  }
}

/** Points that keep the times of as many points before (SPEC B2). @param {Seeded} chance @param {number} count @returns {WireGeometry} */
function someReshaping(chance, count) {
  const step = () => chance.within(-500, 500);
  return {
    points: Array.from({ length: 2 * count }, step),
    pressure: Array.from({ length: count }, (_, at) => (at === 0 ? 90 : 0)),
  };
}

/** @param {Seeded} chance @param {Shape | undefined} shape @param {number} head */
function someRegisters(chance, shape, head) {
  const kind = shape?.kind;
  const far = () => chance.within(-9000, 9000);
  /** @type {[number, number, number]} */
  const pos = [far(), far(), chance.chance(80) ? 0 : chance.within(0, 35_999)];
  switch (chance.within(1, 6)) {
    case 1:
      return { style: someStyle(chance) };
    case 2:
      if (chance.chance(40))
        return { z: chance.within(-head, head) * 2 ** 16 + chance.within(0, 9) };
      return { z: chance.pick(/** @type {const} */ (["front", "back"])) };
    case 3:
      if (shape !== undefined && geometryOf(shape.kind) === "ink" && chance.chance(50))
        return { geometry: someReshaping(chance, shape.count), pos };
      return kind === undefined ? { pos } : { geometry: someGeometry(chance, kind, 500), pos };
    case 5:
      return kind === "image" && chance.chance(50) ? someAlt(chance) : someRare(chance);
    case 4:
      return kind !== undefined && traitsOf(kind).text !== "never"
        ? { text: chance.pick(["", "aé", `t${far()}`]) }
        : { pos };
    default:
      return { pos };
  }
}
