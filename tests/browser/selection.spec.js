/**
 * The selection: its style on the ledge, and that other shapes stay as they are.
 */
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { Fingers } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const UPPER = line({ x: 300, y: 200 }, { x: 500, y: 260 });
const LOWER = line({ x: 300, y: 400 }, { x: 500, y: 460 });

/** @param {BoardPage} who */
async function styles(who) {
  await who.expectSynced();
  return (await who.shapes()).map(({ style }) => `${style.ink} ${style.size}`);
}

/** @param {BoardPage} who @returns {Promise<number>} */
const countSelected = ({ page }) =>
  page.evaluate(() => /** @type {any} */ (window).lavagna.editor.selection.size);

test("a colour chosen for the pen leaves an earlier selection as it is", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(UPPER);
  await ada.page.keyboard.press("v");
  await ada.page.mouse.click(400, 230);
  expect(await countSelected(ada)).toBe(1);
  await ada.page.keyboard.press("p");
  await ada.chooseInk("red");
  await ada.page.keyboard.press("Backspace");
  expect(await styles(ada)).toEqual(["black 64"]);
  await ada.draw(LOWER);
  expect(await styles(ada)).toEqual(["black 64", "red 64"]);
});

test("the ledge shows and changes the style of the selection, also a mixed one", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(UPPER);
  await ada.chooseInk("red");
  await ada.chooseSize(112);
  await ada.draw(LOWER);
  await ada.chooseTool("select");
  const ink = ada.page.locator("[data-ink][aria-checked=true]");
  const size = ada.page.locator("[data-size][aria-checked=true]");
  const widths = ada.page.locator("#widths");
  await ada.page.mouse.click(400, 230);
  await expect(ink).toHaveAttribute("data-ink", "black");
  await expect(size).toHaveAttribute("data-size", "64");
  await ada.page.keyboard.press("Control+a");
  await expect(ink).toHaveCount(0);
  await expect(size).toHaveCount(0);
  await expect(widths).toHaveAccessibleDescription("Several in the selection");
  await ada.chooseInk("green");
  await expect(ink).toHaveAttribute("data-ink", "green");
  await expect(size).toHaveCount(0);
  await ada.chooseSize(40);
  expect(await styles(ada)).toEqual(["green 40", "green 40"]);
  await expect(widths).toHaveAccessibleDescription("");
  await ada.undo();
  await ada.undo();
  expect(await styles(ada)).toEqual(["black 64", "red 112"]);
  await expect(ink, "undone under the selection").toHaveCount(0);
});

test("a drag inside the frame moves the whole selection", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(UPPER);
  await ada.draw(LOWER);
  await ada.page.keyboard.press("Control+a");
  await ada.expectSynced();
  const before = (await ada.shapes()).map(({ pos }) => pos[0]);
  await ada.draw(line({ x: 400, y: 330 }, { x: 500, y: 330 }));
  await ada.expectSynced();
  expect((await ada.shapes()).map(({ pos }) => pos[0])).toEqual(before.map((x) => (x ?? 0) + 1600));
});

test("two fingers move the board and leave the selection as it is", async ({ person, board }) => {
  const ada = await person("Ada", { hasTouch: true });
  await ada.open(board);
  await ada.draw(UPPER);
  await ada.draw(LOWER);
  await ada.page.keyboard.press("Control+a");
  await ada.expectSynced();
  const fingers = await Fingers.of(ada.page);
  for (const [x, y] of /** @type {const} */ ([
    [400, 230],
    [900, 300],
  ])) {
    const { zoom } = await ada.camera();
    await fingers.down(1, { x, y });
    await fingers.down(2, { x: x + 100, y });
    for (const step of [10, 20, 30, 40]) {
      await fingers.move({ 1: { x: x - step, y }, 2: { x: x + 100 + step, y } });
    }
    await fingers.up(2);
    await fingers.up(1);
    expect((await ada.camera()).zoom).toBeGreaterThan(zoom);
    expect(await countSelected(ada)).toBe(2);
    await ada.page.keyboard.press("Control+0");
  }
  expect(await styles(ada)).toHaveLength(2);
});
