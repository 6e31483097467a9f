/**
 * Strokes of handwritten letters, for pictures of lessons.
 *
 * A letter is made of strokes, each through points on a grid where the baseline is 0 and small
 * letters are 1 high, upwards negative. A repeated point is a corner.
 */

/** @typedef {import("./strokes.js").Point} Point */
/** @typedef {readonly (readonly [number, number])[]} Path */

/** @type {Readonly<Record<string, readonly Path[]>>} */
const LETTERS = {
  a: [
    [
      ...curve(0.76, -0.84, 0.46, -1, 0.12, -0.76, 0.05, -0.32, 0.28, 0, 0.6, -0.22, 0.78, -0.72),
      ...curve(0.8, -0.96, 0.8, -0.96, 0.77, -0.45, 0.84, -0.06, 1, -0.06),
    ],
  ],
  b: [
    [
      ...curve(0.14, -1.85, 0.1, -1, 0.1, -0.1, 0.1, -0.1, 0.14, -0.55, 0.4, -0.95),
      ...curve(0.72, -0.78, 0.76, -0.34, 0.48, 0, 0.1, -0.16),
    ],
  ],
  c: [curve(0.8, -0.8, 0.5, -1, 0.16, -0.76, 0.08, -0.35, 0.36, 0, 0.82, -0.16)],
  i: [curve(0.2, -0.95, 0.18, -0.3, 0.3, 0, 0.5, -0.1), curve(0.22, -1.4, 0.23, -1.38)],
  n: [
    [
      ...curve(0.12, -0.95, 0.12, -0.4, 0.1, 0, 0.1, 0, 0.16, -0.6, 0.42, -0.96, 0.66, -0.74),
      ...curve(0.66, -0.2, 0.8, 0, 0.92, -0.08),
    ],
  ],
  s: [curve(0.7, -0.82, 0.42, -1, 0.15, -0.76, 0.4, -0.52, 0.68, -0.26, 0.4, 0, 0.05, -0.16)],
  x: [curve(0.06, -0.94, 0.42, -0.46, 0.8, 0), curve(0.78, -0.96, 0.4, -0.44, 0.02, 0)],
  y: [
    curve(0.06, -0.95, 0.1, -0.42, 0.38, -0.14, 0.68, -0.5, 0.76, -0.95),
    curve(0.76, -0.95, 0.7, 0.2, 0.46, 0.72, 0.08, 0.6),
  ],
  2: [curve(0.1, -0.76, 0.36, -1, 0.66, -0.8, 0.52, -0.42, 0.05, 0, 0.05, 0, 0.4, -0.04, 0.74, 0)],
  π: [
    curve(0.02, -0.82, 0.22, -0.95, 0.6, -0.92, 0.98, -0.95),
    curve(0.32, -0.92, 0.3, -0.4, 0.18, 0),
    curve(0.7, -0.92, 0.68, -0.3, 0.76, -0.02, 0.92, -0.08),
  ],
  "+": [curve(0.45, -0.96, 0.44, -0.5, 0.45, -0.12), curve(0.04, -0.54, 0.45, -0.56, 0.86, -0.54)],
  "=": [curve(0.04, -0.72, 0.4, -0.75, 0.86, -0.73), curve(0.06, -0.36, 0.4, -0.38, 0.86, -0.36)],
};

/** Room that a letter takes, in heights of a small letter. @type {Readonly<Record<string, number>>} */
const ROOM = { i: 0.75, " ": 0.55, n: 1.2, a: 1.2, "+": 1.2, "=": 1.25, 2: 1 };
const USUAL_ROOM = 1.1;

/** A raised letter: how large it is and how high it stands. */
const RAISED = { scale: 0.55, lift: 0.95 };

/** Points that are drawn between two of a path. */
const STEPS = 7;

/**
 * The strokes of a text. `^` raises the letter after it.
 * @param {string} text
 * @param {Point} start  where the baseline begins
 * @param {number} height  of a small letter
 * @returns {Point[][]}
 */
export function handwriting(text, start, height) {
  const strokes = [];
  let x = start.x;
  let raised = false;
  for (const letter of text) {
    if (letter === "^") {
      raised = true;
      continue;
    }
    const scale = height * (raised ? RAISED.scale : 1);
    const y = start.y - (raised ? RAISED.lift * height : 0);
    for (const path of LETTERS[letter] ?? []) {
      strokes.push(smooth(path).map(([px, py]) => ({ x: x + px * scale, y: y + py * scale })));
    }
    x += (ROOM[letter] ?? USUAL_ROOM) * scale;
    raised = false;
  }
  return strokes;
}

/** Pairs of numbers as points. @param {number[]} flat @returns {[number, number][]} */
function curve(...flat) {
  return Array.from({ length: flat.length / 2 }, (_, at) => [
    flat[2 * at] ?? 0,
    flat[2 * at + 1] ?? 0,
  ]);
}

/** A curve through all points (Catmull-Rom). @param {Path} path @returns {[number, number][]} */
function smooth(path) {
  const last = path.length - 1;
  /** @param {number} at */
  const point = (at) => path[Math.max(0, Math.min(last, at))] ?? [0, 0];
  /** @type {[number, number][]} */
  const fine = [];
  for (let at = 0; at < last; at += 1) {
    for (let step = 0; step < STEPS; step += 1) {
      const t = step / STEPS;
      const [a, b, c, d] = [point(at - 1), point(at), point(at + 1), point(at + 2)];
      fine.push([mix(t, a[0], b[0], c[0], d[0]), mix(t, a[1], b[1], c[1], d[1])]);
    }
  }
  const [x, y] = point(last);
  fine.push([x, y]);
  return fine;
}

/** @param {number} t @param {number[]} points  four */
function mix(t, ...points) {
  const [a = 0, b = 0, c = 0, d = 0] = points;
  const square = t * t;
  const cube = square * t;
  return (
    0.5 *
    (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * square + (3 * b - a - 3 * c + d) * cube)
  );
}
