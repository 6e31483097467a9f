/**
 * Lines whose bound ends follow the shapes that running gestures move, of this page and of others. They follow from the
 * board and the gestures alone, so a draft need not name them.
 */

import { fitted } from "../model/connectors.js";
import { endsOf, lineThrough, pointsOf } from "../model/line_points.js";
import { setPreview } from "../model/preview.js";
import { transformed } from "../model/transform.js";

/** @typedef {import("../model/bindings.js").Bindings} Bindings */
/** @typedef {import("../model/connectors.js").Target} Target */
/** @typedef {import("../model/preview.js").ChangePreview} ChangePreview */
/** @typedef {import("../model/preview.js").MovePreview} MovePreview */
/** @typedef {import("../model/preview.js").SetPreview} SetPreview */
/** @typedef {import("../model/reduce.js").SetOp} SetOp */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** Lines that follow in a frame; any more stay until the gesture ends. */
const MAX_LINES = 200;

/** Shapes with lines that a frame looks for in gestures. */
const MAX_TARGETS = 2_000;

export class FollowingLines {
  #board;
  #bindings;
  /** The last preview, which stays the same object while nothing changes. @type {{key: string, preview: SetPreview} | null} */
  #last = null;

  /** @param {Replica} board @param {Bindings} bindings */
  constructor(board, bindings) {
    this.#board = board;
    this.#bindings = bindings;
  }

  /**
   * The registers of the lines that follow, null for none.
   * @param {readonly (MovePreview | ChangePreview | SetPreview)[]} gestures
   * @param {number} page
   * @returns {SetPreview | null}
   */
  of(gestures, page) {
    const moving = gestures.filter((each) => each.kind !== "move" || each.isCopy !== true);
    if (moving.length === 0 || this.#bindings.isEmpty) return null;
    const targets = this.#targets(moving, page);
    const sets = this.#linesOf(targets, moving, page).map((line) => this.#fit(line, targets));
    if (sets.length === 0) return null;
    const key = JSON.stringify(sets);
    if (this.#last?.key === key) return this.#last.preview;
    const preview = setPreview(sets);
    const before = this.#last?.preview.ids;
    const isSame =
      before?.size === preview.ids.size && [...before].every((id) => preview.ids.has(id));
    // The same ids in the same set: nothing else has to be hidden.
    this.#last = { key, preview: isSame && before ? { ...preview, ids: before } : preview };
    return this.#last.preview;
  }

  /** The shapes with bound lines as gestures leave them. @param {readonly (MovePreview | ChangePreview | SetPreview)[]} gestures @param {number} page */
  #targets(gestures, page) {
    /** @type {Map<string, Target>} */
    const targets = new Map();
    for (const [id, gesture] of this.#candidates(gestures)) {
      if (targets.size === MAX_TARGETS) break;
      const shape = this.#board.shape(id);
      if (shape?.page === page) targets.set(id, this.#moved(shape, gesture));
    }
    return targets;
  }

  /** The shapes of gestures that lines are bound to, by whichever list is shorter. @param {readonly (MovePreview | ChangePreview | SetPreview)[]} gestures @returns {Iterable<[string, MovePreview | ChangePreview | SetPreview]>} */
  *#candidates(gestures) {
    const bindings = this.#bindings;
    for (const gesture of gestures) {
      const isShort = gesture.ids.size < bindings.size;
      const ids = isShort ? gesture.ids : bindings.targets;
      const isIn = (/** @type {string} */ id) => (isShort ? bindings.has(id) : gesture.ids.has(id));
      for (const id of ids) if (isIn(id)) yield [id, gesture];
    }
  }

  /** @param {Shape} shape @param {MovePreview | ChangePreview | SetPreview} gesture @returns {Target} */
  #moved(shape, gesture) {
    if (gesture.kind === "move")
      return { ...shape, x: shape.x + gesture.dx, y: shape.y + gesture.dy };
    const set =
      gesture.kind === "set"
        ? gesture.sets.find(({ id }) => id === shape.id)
        : transformed(shape, this.#board.pool, gesture.map, gesture.fit);
    const [x, y, rotation] = set?.pos ?? [shape.x, shape.y, shape.rotation];
    const { w, h } = set?.geometry ?? {};
    return { ...shape, x, y, rotation, w: w ?? shape.w, h: h ?? shape.h };
  }

  /** The lines that follow: those that a gesture has itself do not. @param {ReadonlyMap<string, Target>} targets @param {readonly {ids: ReadonlySet<string>}[]} gestures @param {number} page */
  #linesOf(targets, gestures, page) {
    /** @type {Map<string, Shape>} */
    const lines = new Map();
    for (const id of targets.keys()) {
      for (const lineId of this.#bindings.linesOf(id)) {
        if (lines.size === MAX_LINES) return [...lines.values()];
        const line = this.#board.shape(lineId);
        const isFree = line?.page === page && !gestures.some(({ ids }) => ids.has(lineId));
        if (line !== undefined && isFree) lines.set(lineId, line);
      }
    }
    return [...lines.values()];
  }

  /** @param {Shape} line @param {ReadonlyMap<string, Target>} targets @returns {Omit<SetOp, "op">} */
  #fit(line, targets) {
    const ends = endsOf(line);
    const { page, style } = line;
    const points = pointsOf(line, this.#board.pool.xy);
    const now = fitted({ points, ...ends, style, page }, (id) => {
      return targets.get(id) ?? this.#board.shape(id);
    });
    return { id: line.id, ...lineThrough(line, now, ends) };
  }
}
