/**
 * The status pill tells whether edits are saved.
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

test("the pill never says Saved while an edit of this page is pending", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const mail = await DelayedMessages.of(ada.page);
  await ada.open(board);
  await expect(ada.statusText).toHaveText("Saved");
  // The pill hears of every change first: what it says is read right after.
  await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    /** @type {string[]} */
    const said = [];
    editor.status.subscribe((/** @type {{waiting: number}} */ { waiting }) => {
      if (waiting > 0) said.push(document.getElementById("status-text")?.textContent ?? "");
    });
    Object.assign(window, { said });
  });
  const said = () => ada.page.evaluate(() => /** @type {any} */ (window).said);
  mail.hold();
  await ada.draw(line({ x: 300, y: 300 }, { x: 500, y: 320 }));
  await expect(ada.statusText).toHaveText("Saving 1");
  await ada.draw(line({ x: 300, y: 400 }, { x: 500, y: 420 }));
  await expect(ada.statusText).toHaveText("Saving 2");
  mail.release();
  await expect(ada.statusText).toHaveText("Saved");
  expect(await said()).not.toContain("Saved");
  expect(await said()).toContain("Saving 1");
});
