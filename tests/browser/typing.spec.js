/**
 * Typing on the board begins the text of the selected shape, and keys alone make and write a shape.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const BOX = [
  { x: 300, y: 200 },
  { x: 400, y: 260 },
  { x: 600, y: 360 },
];
const LABEL = { x: 420, y: 265, width: 60, height: 30 };

/** @param {BoardPage} who */
const field = (who) => who.page.locator("textarea.text-editor");

/** @param {BoardPage} who @returns {Promise<(string | undefined)[]>} */
const texts = async (who) => (await who.shapes()).map((shape) => /** @type {any} */ (shape).text);

test("typing right after drawing a shape writes in it, and others see the letters", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.page.keyboard.press("r");
  await ada.draw(BOX);
  // All three letters are keys of tools.
  await ada.page.keyboard.type("Rope");
  await expect(field(ada)).toHaveValue("Rope");
  await bruno.expectInk(LABEL, 40);
  await ada.page.keyboard.press("Escape");
  await expect(field(ada)).toHaveCount(0);
  await expectSame(server, [ada, bruno]);
  expect(await texts(bruno)).toEqual(["Rope"]);
  await ada.page.keyboard.press("e");
  await expect(ada.page.locator("[data-tool=eraser]")).toHaveAttribute("aria-pressed", "true");
  await ada.undo();
  await expectSame(server, [ada, bruno]);
  expect(await texts(bruno), "one step takes the text").toEqual([undefined]);
});

test("F2 opens the selected shape, and a key without a command writes at its end", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { keyboard } = ada.page;
  await keyboard.press("o");
  await keyboard.press("Enter");
  await keyboard.press("F2");
  await expect(field(ada)).toBeFocused();
  await keyboard.type("a");
  await keyboard.press("Escape");
  await keyboard.press("w");
  await keyboard.type("e");
  await expect(field(ada)).toHaveValue("awe");
  await keyboard.press("Escape");
  await keyboard.press("Enter");
  await keyboard.type("!");
  await keyboard.press("Escape");
  await ada.expectSynced();
  expect(await texts(ada)).toEqual(["awe!"]);
});

/** The controls, after which the field of texts loads; a release has them in one file with what they import. */
const CONTROLS = /\/(joined|ui\/page)\/chrome\.js/;

for (const opening of [["F2"], []])
  test(`keys wait for what they need, however late it loads, opened by ${opening[0] ?? "the first letter"}`, async ({
    person,
    board,
    server,
  }) => {
    const ada = await person("Ada");
    const { page } = ada;
    /** @type {(() => void)[]} */
    const releases = [];
    await page.route(CONTROLS, async (route) => {
      await new Promise((resolve) => releases.push(() => resolve(undefined)));
      await route.continue();
    });
    ada.board = board;
    await page.goto(`${ada.origin}/b/${board}?debug`);
    await expect(ada.root).toHaveAttribute("data-sync", "synced");
    for (const key of ["o", "Enter", ...opening]) await page.keyboard.press(key);
    await page.keyboard.type("Rope e");
    await page.keyboard.press("Backspace");
    await page.keyboard.type("ladder");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowRight");
    expect(releases.length).toBeGreaterThan(0);
    for (const release of releases) release();
    await expect.poll(() => texts(ada)).toEqual(["Rope ladder"]);
    await expectSame(server, [ada]);
  });

test("a key of the browser does not wait, and a press of the pointer drops the keys that do", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  await page.route(CONTROLS, () => undefined);
  ada.board = board;
  await page.goto(`${ada.origin}/b/${board}?debug`);
  await expect(ada.root).toHaveAttribute("data-sync", "synced");
  await page.keyboard.press("Control+f");
  await page.keyboard.press("o");
  await ada.draw(BOX);
  expect(await page.evaluate(() => /** @type {any} */ (window).lavagna.editor.tool.value)).toBe(
    "pen",
  );
  const wasTaken = await page.evaluate(() => {
    /** @type {any} */ (window).lavagna.commands.run("find");
    const press = new KeyboardEvent("keydown", {
      key: "F5",
      code: "F5",
      bubbles: true,
      cancelable: true,
    });
    return !(document.activeElement ?? document.body).dispatchEvent(press);
  });
  expect(wasTaken, "the page reloads").toBe(false);
});

test("the first letter that an input method composes is not lost", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.page.keyboard.press("r");
  await ada.draw(BOX);
  const session = await ada.page.context().newCDPSession(ada.page);
  // While an input method takes the key, a browser reports no letter, only that one is composed.
  const press = { type: "rawKeyDown", key: "Process", code: "KeyK", windowsVirtualKeyCode: 229 };
  await session.send("Input.dispatchKeyEvent", /** @type {any} */ (press));
  for (const text of ["か", "かん", "漢"]) {
    const selectionEnd = text.length;
    await session.send("Input.imeSetComposition", {
      ...{ text, selectionStart: selectionEnd, selectionEnd },
    });
  }
  await session.send("Input.insertText", { text: "漢" });
  await expect(field(ada)).toHaveValue("漢");
  await ada.page.keyboard.press("Escape");
  await ada.expectSynced();
  expect(await texts(bruno)).toEqual(["漢"]);
});
