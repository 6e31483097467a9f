/**
 * The ends of lines, and how a line bends at its points.
 */

/** @typedef {import("./figure.js").Step} Step */
/** @typedef {import("./rotation.js").Point} Point */
/** @typedef {import("./styles.js").Head} Head */
/** @typedef {import("./styles.js").Style} Style */
/** Figure of a line's end: lines, and areas that are filled as well. @typedef {{lines: Step[], areas: Step[]}} End */

/** Length of an arrow's barbs: per width, least and most in units, share of the last segment; and their angle with it. */
const BARB = { perSize: 3, least: 128, most: 2048, share: 0.6, angle: 0.48 };

/** Distance of the control points from the ends of a quarter circle, as a share of its radius. */
const QUARTER = 0.5523;

/** The farthest that an end paints beside its line, in units. @param {number} size */
export function headReach(size) {
  return Math.ceil(barbOf(size) * Math.sin(BARB.angle) + size / 2);
}

/**
 * The end of a line at `tip`, which it reaches from `before`.
 * @param {Head} head
 * @param {{tip: Point, before: Point}} segment
 * @param {number} size  width of the line
 * @returns {End}
 */
export function endOf(head, { tip, before }, size) {
  const length = Math.min(barbOf(size), BARB.share * distance(tip, before));
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  /** @param {number} turned @param {number} far @returns {[number, number]} */
  const away = (turned, far) => [
    Math.round(tip.x - Math.cos(angle + turned) * far),
    Math.round(tip.y - Math.sin(angle + turned) * far),
  ];
  switch (head) {
    case "none":
      return { lines: [], areas: [] };
    case "arrow": {
      const { x, y } = tip;
      const barbs = [away(-BARB.angle, length), away(BARB.angle, length)];
      const [one, other] = /** @type {[[number, number], [number, number]]} */ (barbs);
      const lines = /** @type {Step[]} */ ([
        ["M", ...one],
        ["L", x, y],
        ["L", ...other],
      ]);
      return { lines, areas: [] };
    }
    case "triangle": {
      const [one, other] = [away(-BARB.angle, length), away(BARB.angle, length)];
      return { lines: [], areas: [["M", tip.x, tip.y], ["L", ...one], ["L", ...other], ["Z"]] };
    }
    case "dot":
      return { lines: [], areas: circle(tip, Math.round(length / 3)) };
    case "bar": {
      const half = length * Math.sin(BARB.angle);
      return {
        lines: [
          ["M", ...away(Math.PI / 2, half)],
          ["L", ...away(-Math.PI / 2, half)],
        ],
        areas: [],
      };
    }
  }
}

/** The line through points, as its style bends it. @param {readonly Point[]} points @param {Style["bend"]} bend @returns {Step[]} */
export function bent(points, bend) {
  const [first] = points;
  if (first === undefined) return [];
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const low = { x: Math.min(...xs), y: Math.min(...ys) };
  const high = { x: Math.max(...xs), y: Math.max(...ys) };
  /** A control point within the box of the points, so that the curve stays there too. @param {number} x @param {number} y @returns {[number, number]} */
  const inside = (x, y) => [
    Math.round(Math.min(high.x, Math.max(low.x, x))),
    Math.round(Math.min(high.y, Math.max(low.y, y))),
  ];
  /** @type {Step[]} */
  const steps = [["M", first.x, first.y]];
  for (let at = 1; at < points.length; at += 1) {
    const from = /** @type {Point} */ (points[at - 1]);
    const to = /** @type {Point} */ (points[at]);
    if (bend === "elbow" && from.x !== to.x && from.y !== to.y) {
      const middle = Math.round((from.x + to.x) / 2);
      steps.push(["L", middle, from.y], ["L", middle, to.y]);
    }
    if (bend === "round" && points.length > 2) {
      const before = points[at - 2] ?? from;
      const after = points[at + 1] ?? to;
      // The Bézier form of a Catmull-Rom spline, which passes through all points.
      const [ax, ay] = [from.x + (to.x - before.x) / 6, from.y + (to.y - before.y) / 6];
      const [bx, by] = [to.x - (after.x - from.x) / 6, to.y - (after.y - from.y) / 6];
      steps.push(["C", ...inside(ax, ay), ...inside(bx, by), to.x, to.y]);
    } else steps.push(["L", to.x, to.y]);
  }
  return steps;
}

/** Pieces of a round segment that stand for its curve where a line is measured or cut. */
const PIECES = 16;

/** The points of a bent line: between them it is straight, or nearly so. @param {readonly Point[]} points @param {Style["bend"]} bend @returns {Point[]} */
export function flattened(points, bend) {
  if (bend === "straight") return [...points];
  /** @type {Point[]} */
  const flat = [];
  for (const step of bent(points, bend)) {
    if (step[0] === "M" || step[0] === "L") flat.push({ x: step[1], y: step[2] });
    const from = flat.at(-1);
    if (step[0] !== "C" || from === undefined) continue;
    const [, ax, ay, bx, by, x, y] = step;
    for (let at = 1; at <= PIECES; at += 1) {
      const t = at / PIECES;
      const s = 1 - t;
      flat.push({
        x: s ** 3 * from.x + 3 * s * s * t * ax + 3 * s * t * t * bx + t ** 3 * x,
        y: s ** 3 * from.y + 3 * s * s * t * ay + 3 * s * t * t * by + t ** 3 * y,
      });
    }
  }
  return flat;
}

/** The last segment of a line, in the direction in which it reaches its last point. @param {readonly Point[]} points @param {Style["bend"]} bend @returns {{tip: Point, before: Point}} */
export function lastSegment(points, bend) {
  const tip = /** @type {Point} */ (points.at(-1));
  const before = points.at(-2) ?? tip;
  // An elbow reaches its point along the x axis.
  const isElbow = bend === "elbow" && before.x !== tip.x && before.y !== tip.y;
  return { tip, before: isElbow ? { x: Math.round((before.x + tip.x) / 2), y: tip.y } : before };
}

/** @param {Point} middle @param {number} r @returns {Step[]} */
function circle({ x, y }, r) {
  const c = Math.round(r * QUARTER);
  return [
    ["M", x, y - r],
    ["C", x + c, y - r, x + r, y - c, x + r, y],
    ["C", x + r, y + c, x + c, y + r, x, y + r],
    ["C", x - c, y + r, x - r, y + c, x - r, y],
    ["C", x - r, y - c, x - c, y - r, x, y - r],
    ["Z"],
  ];
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** @param {number} size */
function barbOf(size) {
  return Math.min(BARB.most, BARB.least + BARB.perSize * size);
}
