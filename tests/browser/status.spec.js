/**
 * What the page says about the safety of what was drawn.
 */
import { DelayedMessages } from "./delayed_messages.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

const UPPER = line({ x: 300, y: 150 }, { x: 500, y: 150 });

test("on a slow connection an edit is Saving from its first frame", async ({ person, board }) => {
  const ada = await person("Ada");
  const mail = await DelayedMessages.of(ada.page);
  await ada.open(board);
  mail.hold();
  await ada.draw(UPPER);
  await expect(ada.statusText).toHaveText("Saving 1");
  mail.release();
  await expect(ada.statusText).toHaveText("Saved");
  mail.hold();
  const shown = await ada.page.evaluate(async () => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const geometry = { points: [0, 0, 900, 0], pressure: [128, 0], time: [0, 9] };
    const style = { ink: "blue", size: 64 };
    const shape = { id: editor.newId(), kind: "ink", page: 1, pos: [0, 0, 0], geometry, style };
    editor.commit([{ op: "add", shape }]);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return document.getElementById("status-text")?.textContent;
  });
  expect(shown).toBe("Saving 1");
  mail.release();
  await expect(ada.statusText).toHaveText("Saved");
});
