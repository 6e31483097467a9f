/**
 * Hundreds of shapes move as one picture, which must look the same.
 */
import { expect, test } from "./harness.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("./strokes.js").Point} Point */

const COLUMNS = 30;
const NOTES = COLUMNS * 20;
/** The middle of a note among the others, in CSS pixels, and of one that is let alone. */
const NOTE = { x: 406, y: 306 };
const FAR = { dx: 420, dy: 60 };
const MOVED = { x: NOTE.x + FAR.dx, y: NOTE.y + FAR.dy };

/** Notes of 12 pixels, 20 apart. @param {BoardPage} who */
async function fill({ page }) {
  await page.evaluate(
    ({ count, columns }) => {
      const { editor } = /** @type {any} */ (window).lavagna;
      const { camera } = editor;
      const ops = Array.from({ length: count }, (_, at) => {
        const place = { x: 100 + (at % columns) * 20, y: 200 + Math.floor(at / columns) * 20 };
        const { x, y } = camera.toBoard(place);
        const geometry = { w: 192, h: 192 };
        const style = { ink: "yellow", size: 40 };
        const pos = [Math.round(x), Math.round(y), 0];
        const note = { id: editor.newId(), kind: "note", page: 1, pos, geometry, style, text: "" };
        return { op: "add", shape: note };
      });
      editor.commit(ops);
    },
    { count: NOTES, columns: COLUMNS },
  );
}

/** Notes in each frame from now on whether something is seen at a place. @param {BoardPage} who @param {Point} place */
async function watch({ page }, place) {
  await page.evaluate(({ x, y }) => {
    const canvases = ["cold", "hot"].map((id) => /** @type {any} */ (document.getElementById(id)));
    const ctx = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    if (ctx === null) throw new Error("no 2D canvas");
    /** @type {boolean[]} */
    const seen = [];
    const look = () => {
      for (const canvas of canvases) ctx.drawImage(canvas, -x, -y);
      const [red = 0, , blue = 0] = ctx.getImageData(0, 0, 1, 1).data;
      // Notes are yellow, paper is nearly white.
      seen.push(red - blue > 40);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    Object.assign(window, { seen });
  }, place);
}

/** Notes since the last call. @param {BoardPage} who @returns {Promise<boolean[]>} */
async function seen({ page }) {
  return page.evaluate(() => /** @type {any} */ (window).seen.splice(0));
}

/** Waits until the place looks like that. @param {BoardPage} who @param {boolean} isNote */
async function expectSeen(who, isNote) {
  await expect.poll(async () => (await seen(who)).at(-1)).toBe(isNote);
}

/** @param {BoardPage} who */
async function expectSharp({ page }) {
  await expect
    .poll(() => page.evaluate(() => /** @type {any} */ (window).lavagna.renderer.sharp))
    .toBe(true);
}

test("hundreds of shapes follow the pointer, stay where they are dropped, and come back", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await fill(ada);
  await ada.expectSynced();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(NOTES);
  await ada.page.keyboard.press("Control+a");
  await expectSharp(ada);

  await watch(ada, MOVED);
  await ada.penDown(NOTE);
  await ada.penMove([{ x: NOTE.x + 40, y: NOTE.y + 10 }, MOVED]);
  await expectSeen(ada, true);
  // From now on there is no frame in which they are not seen there.
  await seen(ada);
  await ada.penUp();
  await expectSharp(ada);
  await ada.expectSynced();
  const frames = await seen(ada);
  expect(frames.length).toBeGreaterThan(2);
  expect(frames).not.toContain(false);
  expect(await ada.countInk({ x: 100, y: 210, width: 300, height: 300 }), "where they were").toBe(
    0,
  );
  await expect.poll(() => bruno.hash()).toBe(await ada.hash());

  // Given up, they are back where they were before.
  await ada.penDown(MOVED);
  await ada.penMove([{ x: MOVED.x - 8, y: MOVED.y }, NOTE]);
  await expectSeen(ada, false);
  await ada.page.keyboard.press("Escape");
  await expectSeen(ada, true);
  await ada.penUp();
  await expectSharp(ada);

  // Arrow keys are edits of their own, each from where the one before has left them.
  const before = await ada.hash();
  for (let press = 0; press < 4; press += 1) await ada.page.keyboard.press("Shift+ArrowDown");
  await ada.expectSynced();
  await expectSharp(ada);
  expect(await ada.countInk({ x: 530, y: 240, width: 170, height: 45 })).toBe(0);
  for (let press = 0; press < 4; press += 1) await ada.undo();
  await ada.expectSynced();
  await expectSharp(ada);
  expect(await ada.hash()).toBe(before);
  expect(await ada.countInk({ x: 530, y: 240, width: 170, height: 45 })).toBeGreaterThan(500);
  await expect.poll(() => bruno.hash()).toBe(await ada.hash());
});
