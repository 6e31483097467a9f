/**
 * Ink looks the same while the pen is down and when it is settled, and where marks cross.
 */
import { HIGHLIGHTS, INKS } from "../../static/js/model/colour.js";
import { expect, test } from "./harness.js";
import { distance, rgb } from "./pixels.js";
import { arc, line, wave } from "./strokes.js";

// Above the hint of an empty board.
const AREA = { x: 340, y: 80, width: 420, height: 200 };

/** A round line of few points, and one that turns back on itself. */
const LINES = [
  arc({ x: 540, y: 180 }, 70, { to: 1.3, steps: 14 }),
  wave({ x: 380, y: 180 }, { width: 60, height: 150, waves: 7, steps: 60 }),
];

for (const density of [1, 2, 3]) {
  test(`live and settled ink are the same at density ${density}`, async ({ person, board }) => {
    const ada = await person("Ada", { deviceScaleFactor: density });
    await ada.open(board);
    for (const tool of /** @type {const} */ (["pen", "highlighter"])) {
      await ada.chooseTool(tool);
      for (const line of LINES) {
        await ada.drawAndHold(line);
        await ada.expectInk(AREA);
        const live = await ada.picture(AREA);
        await ada.penUp();
        await ada.onlyShape();
        await ada.expectSynced();
        expect(live.differences(await ada.picture(AREA)), "pixels").toBe(0);
        await ada.undo();
        await ada.expectNoInk(AREA);
      }
    }
  });
}

/** How much ink there is: how much darker than the paper all pixels are together. @param {import("./pixels.js").Picture} picture @param {number} paper  its green */
function weight(picture, paper) {
  let sum = 0;
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      const darker = paper - picture.at(x, y)[1];
      // The lines of the paper are paler.
      if (darker > 25) sum += darker;
    }
  }
  return sum;
}

test("a thin line far away does not turn pale when the pen is lifted", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.chooseSize(40);
  for (const zoom of [0.1, 0.15, 0.2]) {
    await ada.page.evaluate((to) => {
      /** @type {any} */ (window).lavagna.editor.camera.goTo({ x: 0, y: 0, zoom: to });
    }, zoom);
    await ada.drawAndHold(arc({ x: 540, y: 180 }, 70, { steps: 60 }));
    await ada.expectInk(AREA);
    const paper = (await ada.paper())[1];
    const live = weight(await ada.picture(AREA), paper);
    await ada.penUp();
    await ada.onlyShape();
    await ada.expectSynced();
    const settled = weight(await ada.picture(AREA), paper);
    expect(settled / live, `at ${zoom}`).toBeGreaterThan(0.87);
    expect(settled / live, `at ${zoom}`).toBeLessThan(1.13);
    await ada.undo();
    await ada.expectNoInk(AREA);
  }
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`crossing highlights keep their colour, and ink shows through: ${colorScheme}`, async ({
    person,
    board,
  }) => {
    const ada = await person("Ada", { colorScheme });
    await ada.open(board);
    await ada.draw(line({ x: 400, y: 240 }, { x: 600, y: 240 }));
    await ada.chooseTool("highlighter");
    for (const y of [160, 180]) await ada.draw(line({ x: 440, y }, { x: 560, y }));
    for (const x of [480, 500]) await ada.draw(line({ x, y: 120 }, { x, y: 260 }));
    await ada.expectSynced();
    await ada.expectInk(AREA);
    const picture = await ada.picture(AREA);
    /** @param {number} x @param {number} y */
    const at = (x, y) => picture.at(x - AREA.x, y - AREA.y);
    const mark = rgb(HIGHLIGHTS.black[colorScheme]);
    for (const [x, y] of /** @type {const} */ ([
      [455, 170],
      [490, 170],
      [490, 210],
    ])) {
      expect(distance(at(x, y), mark), `at ${x}, ${y}: ${at(x, y)}`).toBeLessThan(8);
    }
    expect(distance(at(490, 240), rgb(INKS.black[colorScheme]))).toBeLessThan(12);
    // The ends are straight: a corner of the first mark, which a round end would not reach.
    expect(distance(at(438, 151), mark)).toBeLessThan(8);
  });
}
