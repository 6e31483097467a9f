/**
 * Collects the previews of all running gestures, of this page and of others, by kind.
 */

import { previewOfSet } from "../model/preview.js";

/** Begins the keys of previews of this page. */
export const OWN = "me:";

/** @typedef {import("../editor/gestures.js").Gesture} Gesture */
/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/preview.js").ChangePreview} ChangePreview */
/** @typedef {import("../model/preview.js").ErasePreview} ErasePreview */
/** @typedef {import("../model/preview.js").InkPreview} InkPreview */
/** @typedef {import("../model/preview.js").MovePreview} MovePreview */
/** @typedef {import("../model/preview.js").Preview} Preview */
/** @typedef {import("../model/preview.js").SetPreview} SetPreview */
/** @typedef {import("../model/preview.js").ShapePreview} ShapePreview */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./tile_painter.js").Visibility} Visibility */
/** @typedef {import("./laser_trails.js").Laser} Laser */
/** @typedef {{peer: number, g: number, colour: string, previews: readonly Preview[]}} Draft */

/** Numbers of this page's gestures, so that the ink of one is not mistaken for that of the next. @type {WeakMap<Gesture, number>} */
const numbers = new WeakMap();
let lastNumber = 0;

/**
 * @param {Gesture | null} live  the gesture of this page
 * @param {readonly Draft[]} drafts  of the others
 * @param {number} page  the shown page; ink on other pages is left out
 */
export function activePreviews(live, drafts, page) {
  /** @type {{key: string, preview: InkPreview}[]} */
  const inks = [];
  /** @type {{key: string, preview: MovePreview}[]} */
  const moves = [];
  /** @type {{key: string, preview: ChangePreview}[]} */
  const changes = [];
  /** @type {ShapePreview[]} */
  const shapes = [];
  /** @type {SetPreview[]} */
  const sets = [];
  /** @type {ErasePreview[]} */
  const erases = [];
  /** @type {Laser[]} */
  const lasers = [];
  /** @type {Box | null} */
  let marquee = null;
  /** @type {readonly import("../model/snap.js").Guide[]} */
  let guides = [];
  /** @type {readonly Shape[]} */
  let targets = [];
  /** @type {MovePreview | ChangePreview | null} */
  let mine = null;
  /** @param {string} owner @param {readonly Preview[]} previews */
  const addPreviews = (owner, previews) => {
    for (const [at, preview] of previews.entries()) {
      const key = `${owner} ${at}`;
      if (preview.kind === "ink") {
        if (preview.page === page && preview.length > 0) inks.push({ key, preview });
      } else if (preview.kind === "shape") {
        if (preview.shape.page === page) shapes.push(preview);
      } else if (preview.kind === "set") sets.push(preview);
      else if (preview.kind === "move") moves.push({ key, preview });
      else if (preview.kind === "change") changes.push({ key, preview });
      else if (preview.kind === "erase") erases.push(preview);
    }
  };
  for (const { peer, g, colour, previews } of drafts) {
    addPreviews(`${peer}:${g}`, previews);
    for (const path of previews) if (path.kind === "laser") lasers.push({ path, colour });
  }
  if (live !== null) {
    const previews = live.previews();
    addPreviews(`${OWN}${numberOf(live)}`, previews);
    for (const preview of previews) {
      if (preview.kind === "marquee") marquee = preview.box;
      if (preview.kind === "guides") guides = preview.guides;
      if (preview.kind === "targets") targets = preview.targets;
      if (preview.kind === "move" || preview.kind === "change") mine = preview;
    }
  }
  return { inks, shapes, sets, moves, changes, erases, lasers, marquee, guides, targets, mine };
}

/** @param {Gesture} gesture */
function numberOf(gesture) {
  const known = numbers.get(gesture);
  if (known !== undefined) return known;
  lastNumber += 1;
  numbers.set(gesture, lastNumber);
  return lastNumber;
}

/** Shapes of the board with the registers that running gestures change. A record is made again only when its shape or the gesture has changed. */
export class ChangedShapes {
  #board;
  /** @type {WeakMap<SetOp, {from: Shape, preview: ShapePreview}>} */
  #made = new WeakMap();

  /** @param {Replica} board */
  constructor(board) {
    this.#board = board;
  }

  /** @param {readonly SetPreview[]} previews @param {number} page @returns {ShapePreview[]} */
  of(previews, page) {
    return previews.flatMap(({ sets }) => sets.flatMap((set) => this.#preview(set, page)));
  }

  /** @param {SetOp} set @param {number} page @returns {ShapePreview[]} */
  #preview(set, page) {
    const from = this.#board.shape(set.id);
    if (from === undefined || from.page !== page) return [];
    const made = this.#made.get(set);
    if (made?.from === from) return [made.preview];
    const preview = previewOfSet(from, set, this.#board.pool);
    this.#made.set(set, { from, preview });
    return [preview];
  }
}

/** The visibility of shapes in running gestures. It returns the same map while nothing changes. */
export class ShapeVisibility {
  /** @type {Map<string, Visibility>} */
  #visibilities = new Map();
  /** The sets that the map was made of, with their sizes, because an eraser adds to the same set. @type {{ids: ReadonlySet<string>, size: number, visibility: Visibility}[]} */
  #parts = [];

  /**
   * @param {{moved: readonly (MovePreview | ChangePreview)[], sets: readonly (SetPreview | ChangePreview)[], erases: readonly ErasePreview[]}} gestures
   * @returns {ReadonlyMap<string, Visibility>}
   */
  of({ moved, sets, erases }) {
    const hidden = [...moved, ...sets].map(({ ids }) => ids);
    const parts = [
      ...hidden.map((ids) => partOf(ids, "hidden")),
      ...erases.map(({ ids }) => partOf(ids, "dim")),
    ];
    const isSame =
      parts.length === this.#parts.length &&
      parts.every(({ ids, size, visibility }, at) => {
        const known = this.#parts[at];
        return known?.ids === ids && known.size === size && known.visibility === visibility;
      });
    if (isSame) return this.#visibilities;
    this.#parts = parts;
    this.#visibilities = new Map();
    for (const { ids, visibility } of parts) {
      for (const id of ids) if (!this.#visibilities.has(id)) this.#visibilities.set(id, visibility);
    }
    return this.#visibilities;
  }
}

/** @param {ReadonlySet<string>} ids @param {Visibility} visibility */
function partOf(ids, visibility) {
  return { ids, size: ids.size, visibility };
}
