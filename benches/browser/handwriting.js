/**
 * Boards that look like handwriting: letters as irregular strokes of 3 to 60 points, in words, in lines, filled over HTTP.
 */

/** Units between two letters, and between two lines. */
const [LETTER, LINE] = [400, 1_000];
const LETTERS_A_LINE = 300;
const PER_EDIT = 90;
const EDITS_PER_POST = 50;
const PERSON = "1".repeat(32);
const TAG = "00000000000000aa";

/** Numbers from 0 to 1 that are the same in every run (mulberry32, public domain). @param {number} seed */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A letter: a pen that turns at a changing rate and slows down in its bends. @param {number} n @param {() => number} random */
function stroke(n, random) {
  const count = 3 + Math.floor(58 * random() ** 2);
  const points = [0, 0];
  const pressure = [Math.round(90 + 80 * random())];
  const time = [0];
  let [turn, bend] = [2 * Math.PI * random(), 0];
  for (let at = 1; at < count; at += 1) {
    bend = 0.8 * bend + 0.5 * (random() - 0.5);
    turn += bend;
    const speed = (12 + 50 * random()) * Math.exp(-2 * Math.abs(bend));
    points.push(Math.round(speed * Math.cos(turn)), Math.round(speed * Math.sin(turn)));
    pressure.push(Math.round(8 * (random() - 0.5)));
    time.push(6 + Math.floor(5 * random()));
  }
  const [column, line] = [n % LETTERS_A_LINE, Math.floor(n / LETTERS_A_LINE)];
  const x = Math.round(column * LETTER + 120 * random());
  const y = Math.round(line * LINE + 300 * random());
  return {
    ...{ id: `${TAG}.${n}`, kind: "ink", page: 1, pos: [x, y, 0] },
    geometry: { points, pressure, time },
    style: { ink: n % 17 === 0 ? "red" : "black", size: 40 },
  };
}

/** @param {string} origin @param {string} board @param {number} strokes */
export async function fillWithHandwriting(origin, board, strokes) {
  const random = chance(1);
  const ops = Array.from({ length: strokes }, (_, at) => ({
    op: "add",
    shape: stroke(at + 1, random),
  }));
  const edits = [];
  while (ops.length > 0) edits.push({ ops: ops.splice(0, PER_EDIT) });
  for (let at = 0; at < edits.length; at += EDITS_PER_POST) {
    const part = edits.slice(at, at + EDITS_PER_POST);
    const answer = await fetch(`${origin}/api/boards/${board}/ops`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ person: PERSON, tag: TAG, first: at + 1, edits: part }),
    });
    if (!answer.ok) throw new Error(`the board was not drawn: ${answer.status}`);
  }
}
