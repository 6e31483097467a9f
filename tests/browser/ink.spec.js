/**
 * Ink looks the same while the pen is down and when it is settled.
 */
import { expect, test } from "./harness.js";
import { arc, wave } from "./strokes.js";

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
        await ada.expectClean(AREA);
      }
    }
  });
}
