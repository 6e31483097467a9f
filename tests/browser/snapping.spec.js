/**
 * Shapes snap to others while they are moved and drawn.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** Two boxes of 100 px: at (300, 150), and 3 px lower at (600, 453). @param {BoardPage} who */
async function addBoxes({ page }) {
  await page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const style = { ink: "blue", size: 48, fill: "sky" };
    for (const [px, py] of [
      [300, 150],
      [600, 453],
    ]) {
      const { x, y } = editor.camera.toBoard({ x: px, y: py });
      const pos = [Math.round(x), Math.round(y), 0];
      const shape = { kind: "rectangle", page: 1, pos, geometry: { w: 1600, h: 1600 }, style };
      editor.commit([{ op: "add", shape: { id: editor.newId(), ...shape } }]);
    }
  });
}

/** The y of both boxes, the fixed one first. @param {BoardPage} who */
const heights = async (who) => (await who.shapes()).map(({ pos }) => pos[1]);

test("a moved box snaps level with another, Ctrl lets it go, and others see it", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await addBoxes(ada);
  await expectSame(server, [ada, bruno]);
  const [top = 0] = await heights(ada);
  await ada.chooseTool("select");
  await ada.drawAndHold([
    { x: 650, y: 503 },
    { x: 650, y: 300 },
    { x: 650, y: 204 },
  ]);
  // The guide runs between both boxes along their upper edges.
  const guide = { x: 440, y: 147, width: 120, height: 6 };
  await ada.expectInk(guide, 100);
  await bruno.expectNoInk(guide);
  await ada.page.keyboard.down("Control");
  await ada.expectNoInk(guide);
  await ada.page.keyboard.up("Control");
  await ada.expectInk(guide, 100);
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  expect(await heights(bruno)).toEqual([top, top]);
  await ada.undo();
  await expectSame(server, [ada, bruno]);
  expect(await heights(bruno)).toEqual([top, top + 303 * 16]);
});

test("snapping is switched off in the settings, also after a reload", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await addBoxes(ada);
  await ada.expectSynced();
  const [top = 0] = await heights(ada);
  await ada.page.keyboard.press("Control+,");
  await ada.page.locator("#snap-shapes").click();
  await ada.page.keyboard.press("Escape");
  await ada.page.reload();
  await ada.expectReady();
  await ada.page.keyboard.press("Control+,");
  await expect(ada.page.locator("dialog#settings")).toBeVisible();
  await expect(ada.page.locator("#snap-shapes")).not.toBeChecked();
  await ada.page.keyboard.press("Escape");
  await ada.chooseTool("select");
  await ada.draw([
    { x: 650, y: 503 },
    { x: 650, y: 300 },
    { x: 650, y: 204 },
  ]);
  await ada.expectSynced();
  expect(await heights(ada)).toEqual([top, top + 4 * 16]);
});
