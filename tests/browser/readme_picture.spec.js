/**
 * The pictures of the README: a lesson of three people. They are written with `UPDATE_PICTURES=1`;
 * otherwise this checks that they are there and that the same lesson can be held.
 */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expectSame } from "./board_page.js";
import { handwriting } from "./handwriting.js";
import { expect, test } from "./harness.js";
import { arc, corners, line, wave } from "./strokes.js";
import { Stylus } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("./strokes.js").Point} Point */

const FOLDER = fileURLToPath(new URL("pictures/", import.meta.url));
const MAX_BYTES = 200_000;

/** Corners of the triangle, the right angle first. */
const RIGHT = { x: 180, y: 560 };
const EAST = { x: 500, y: 560 };
const NORTH = { x: 180, y: 300 };
const ORIGIN = { x: 700, y: 450 };
const HEIGHT = 90;

/** Pressed like a hand does: lightly where a line begins and ends. @param {number} share */
const hand = (share) => 0.34 + 0.26 * Math.sin(Math.PI * Math.min(1, Math.max(0, share))) ** 0.6;

/** A side of the triangle, not quite straight. @param {Point} from @param {Point} to */
function side(from, to) {
  const bend = 2.2;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return line(from, to, 24).map(({ x, y }, at) => {
    const off = bend * Math.sin((Math.PI * at) / 24) * Math.sin(at * 0.45 + 0.6);
    return {
      x: x + (off * (from.y - to.y)) / length,
      y: y + (off * (to.x - from.x)) / length,
    };
  });
}

/** @param {BoardPage} who @param {Stylus} stylus @param {{ink: import("../../static/js/model/colour.js").InkName, size?: 40 | 64 | 112}} style @param {readonly Point[][]} strokes */
async function draw(who, stylus, { ink, size = 64 }, strokes) {
  await who.chooseInk(ink);
  await who.chooseSize(size);
  for (const stroke of strokes) await stylus.draw(stroke, hand);
}

/** The triangle and its sides. @param {BoardPage} who @param {Stylus} stylus */
async function triangle(who, stylus) {
  await draw(who, stylus, { ink: "black" }, [side(NORTH, RIGHT), side(RIGHT, EAST)]);
  await draw(who, stylus, { ink: "blue", size: 112 }, [side(EAST, NORTH)]);
  await draw(who, stylus, { ink: "red", size: 40 }, [
    corners([
      { x: RIGHT.x + 28, y: RIGHT.y - 1 },
      { x: RIGHT.x + 28, y: RIGHT.y - 28 },
      { x: RIGHT.x + 1, y: RIGHT.y - 28 },
    ]),
    arc(EAST, 62, { from: 0.5, to: 0.606, steps: 12 }),
  ]);
  await draw(who, stylus, { ink: "black" }, [
    ...handwriting("a", { x: 330, y: 604 }, 26),
    ...handwriting("b", { x: 138, y: 448 }, 26),
  ]);
  await draw(who, stylus, { ink: "blue" }, handwriting("c", { x: 356, y: 412 }, 28));
}

/** The formula above it. @param {BoardPage} who @param {Stylus} stylus */
async function formula(who, stylus) {
  await who.chooseTool("highlighter");
  await who.chooseInk("yellow");
  await stylus.draw(line({ x: 432, y: 176 }, { x: 496, y: 171 }, 12), () => 0.5);
  await who.chooseTool("pen");
  await draw(who, stylus, { ink: "black" }, handwriting("a^2 + b^2 = ", { x: 150, y: 190 }, 36));
  await draw(who, stylus, { ink: "blue" }, handwriting("c^2", { x: 432, y: 190 }, 36));
  await draw(who, stylus, { ink: "red", size: 40 }, [
    wave({ x: 424, y: 214 }, { width: 84, height: 5, waves: 1.5, steps: 24 }),
  ]);
}

/** The axes of the other drawing. @param {BoardPage} who @param {Stylus} stylus */
async function axes(who, stylus) {
  const { x, y } = ORIGIN;
  await draw(who, stylus, { ink: "grey", size: 40 }, [
    line({ x: x - 30, y }, { x: x + 420, y }, 30),
    corners(
      [
        { x: x + 408, y: y - 8 },
        { x: x + 421, y },
        { x: x + 408, y: y + 8 },
      ],
      4,
    ),
    line({ x, y: y + 130 }, { x, y: y - 140 }, 20),
    corners(
      [
        { x: x - 8, y: y - 128 },
        { x, y: y - 141 },
        { x: x + 8, y: y - 128 },
      ],
      4,
    ),
    line({ x: x + 180, y: y - 5 }, { x: x + 180, y: y + 6 }, 3),
    line({ x: x + 360, y: y - 5 }, { x: x + 360, y: y + 6 }, 3),
    ...handwriting("π", { x: x + 184, y: y - 16 }, 17),
    ...handwriting("2π", { x: x + 352, y: y + 34 }, 17),
  ]);
  await draw(
    who,
    stylus,
    { ink: "violet" },
    handwriting("y = sin x", { x: x + 120, y: y - 138 }, 28),
  );
}

/** @param {BoardPage} who @param {string} name */
async function photograph({ page }, name) {
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
  const png = await page.screenshot();
  expect(png.length, name).toBeLessThan(MAX_BYTES);
  if (process.env.UPDATE_PICTURES !== "1") return;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(`${FOLDER}${name}`, png);
}

test("a lesson for the README", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const chiara = await person("Chiara");
  for (const one of [ada, bruno, chiara]) await one.open(board);
  await ada.renameBoard("Maths, Tuesday");
  const [left, right] = [await Stylus.of(bruno.page), await Stylus.of(chiara.page)];
  await Promise.all([triangle(bruno, left).then(() => formula(bruno, left)), axes(chiara, right)]);
  await expectSame(server, [ada, bruno, chiara]);

  // Two of them are in the middle of something.
  await chiara.chooseInk("violet");
  const sine = wave(ORIGIN, { width: 360, height: 2 * HEIGHT, waves: 1, steps: 80 });
  const seen = { x: ORIGIN.x + 60, y: ORIGIN.y - 100, width: 60, height: 30 };
  await ada.expectNoInk(seen);
  await chiara.drawAndHold(sine.slice(0, 66));
  await ada.expectInk(seen);
  await bruno.page.mouse.move(520, 222);
  await ada.page.mouse.move(620, 640);
  await expect(ada.page.locator("#people-button .drawing")).toHaveCount(1);
  await photograph(ada, "board-light.png");
  await ada.page.keyboard.press("Alt+Shift+D");
  await expect(ada.root).toHaveAttribute("data-theme", "dark");
  await photograph(ada, "board-dark.png");
  await chiara.penMove(sine.slice(66));
  await chiara.penUp();
  await expectSame(server, [ada, bruno, chiara]);
  for (const name of ["board-light.png", "board-dark.png"]) {
    expect((await stat(`${FOLDER}${name}`)).size, name).toBeLessThan(MAX_BYTES);
  }
});
