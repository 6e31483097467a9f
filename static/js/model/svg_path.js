/**
 * The data of an SVG path in whole units: curves and lines relative to the point before, which takes the fewest letters. It is
 * a sink for outlines.
 */

/** @typedef {import("./figure.js").Step} Step */
/** @typedef {import("./outline_sides.js").Sink} Sink */

/** @implements {Sink} */
export class SvgPath {
  #origin;
  #data = "";
  #x = 0;
  #y = 0;

  /** @param {{x: number, y: number}} origin  in whole units, added to every point */
  constructor(origin) {
    this.#origin = origin;
  }

  get data() {
    return this.#data;
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.#x = Math.round(x + this.#origin.x);
    this.#y = Math.round(y + this.#origin.y);
    this.#data += `M${this.#x} ${this.#y}`;
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.#add("l", [x, y]);
  }

  /** @param {number} cx @param {number} cy @param {number} x @param {number} y */
  quadraticCurveTo(cx, cy, x, y) {
    this.#add("q", [cx, cy, x, y]);
  }

  closePath() {
    this.#data += "z";
  }

  /** @param {Step} step */
  step(step) {
    if (step[0] === "M") this.moveTo(step[1], step[2]);
    else if (step[0] === "L") this.lineTo(step[1], step[2]);
    else if (step[0] === "Z") this.closePath();
    else this.#add(step[0].toLowerCase(), /** @type {number[]} */ (step.slice(1)));
  }

  /** @param {string} letter @param {readonly number[]} places  x and y in turn; the last is the next point */
  #add(letter, places) {
    const [fromX, fromY] = [this.#x, this.#y];
    let text = letter;
    for (let at = 0; at < places.length; at += 2) {
      this.#x = Math.round(Number(places[at]) + this.#origin.x);
      this.#y = Math.round(Number(places[at + 1]) + this.#origin.y);
      const [dx, dy] = [this.#x - fromX, this.#y - fromY];
      // A sign separates numbers as well as a space does.
      text += `${at > 0 && dx >= 0 ? " " : ""}${dx}${dy >= 0 ? " " : ""}${dy}`;
    }
    this.#data += text;
  }
}
