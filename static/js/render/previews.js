/**
 * All gestures that are going on, mine and the others', sorted by who shows them.
 */

/** @typedef {import("../editor/tool.js").Gesture} Gesture */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/preview.js").InkPreview} InkPreview */
/** @typedef {import("../model/preview.js").MovePreview} MovePreview */
/** @typedef {import("../model/preview.js").Preview} Preview */
/** @typedef {import("./tile_painter.js").Veil} Veil */
/** @typedef {{peer: number, g: number, previews: readonly Preview[]}} Draft */

/** Names of own gestures, so that the ink of one is never taken for that of the next. @type {WeakMap<Gesture, number>} */
const numbers = new WeakMap();
let lastNumber = 0;

/**
 * @param {Gesture | null} live  my own
 * @param {readonly Draft[]} drafts  those of the others
 * @param {number} page  what is on other pages is left out
 */
export function goingOn(live, drafts, page) {
  /** @type {{key: string, preview: InkPreview}[]} */
  const inks = [];
  /** @type {MovePreview[]} */
  const moves = [];
  /** @type {Map<string, Veil>} */
  const veils = new Map();
  /** @type {Box | null} */
  let marquee = null;
  const mine = { dx: 0, dy: 0 };
  /** @param {string} owner @param {readonly Preview[]} previews */
  const sort = (owner, previews) => {
    for (const [at, preview] of previews.entries()) {
      if (preview.kind === "ink") {
        if (preview.page === page && preview.length > 0)
          inks.push({ key: `${owner} ${at}`, preview });
      } else if (preview.kind === "move") {
        moves.push(preview);
        for (const id of preview.ids) veils.set(id, "hidden");
      } else if (preview.kind === "erase") {
        for (const id of preview.ids) if (!veils.has(id)) veils.set(id, "dim");
      }
    }
  };
  for (const { peer, g, previews } of drafts) sort(`${peer}:${g}`, previews);
  if (live !== null) {
    const previews = live.previews();
    sort(`me:${numberOf(live)}`, previews);
    for (const preview of previews) {
      if (preview.kind === "marquee") marquee = preview.box;
      if (preview.kind === "move") Object.assign(mine, { dx: preview.dx, dy: preview.dy });
    }
  }
  return { inks, moves, veils, marquee, mine };
}

/** @param {Gesture} gesture */
function numberOf(gesture) {
  const known = numbers.get(gesture);
  if (known !== undefined) return known;
  lastNumber += 1;
  numbers.set(gesture, lastNumber);
  return lastNumber;
}
