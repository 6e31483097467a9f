/**
 * Writing on the board: in place, live for the others, and without losing a letter when two write at once.
 */
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("./strokes.js").Point} Point */

const HERE = { x: 400, y: 300 };

/** @param {BoardPage} who */
const fieldOf = ({ page }) => page.locator(".text-editor");

/** Opens a field with a key and a press, and writes. @param {BoardPage} who @param {"t" | "n"} key @param {Point} at @param {string} text */
async function write(who, key, { x, y }, text) {
  await who.page.keyboard.press(key);
  await who.page.mouse.click(x, y);
  await expect(fieldOf(who)).toBeFocused();
  await who.page.keyboard.type(text);
}

/** @param {BoardPage} who */
async function texts(who) {
  const { shapes } = JSON.parse(await who.canonical());
  return shapes.map((/** @type {{text?: string}} */ { text }) => text).sort();
}

test("[V2] a text is seen while it is written, and one undo takes it", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  const seen = bruno.page.waitForFunction(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    return editor.peers.drafts().some((/** @type {any} */ { previews }) => previews[0].shape?.text);
  });
  await write(ada, "t", HERE, "Acids and bases");
  await seen;
  await bruno.expectInk({ x: 400, y: 285, width: 150, height: 30 });
  await ada.page.keyboard.press("Escape");
  await expect(fieldOf(ada)).toHaveCount(0);
  await ada.expectSynced();
  expect(await texts(bruno)).toEqual(["Acids and bases"]);
  // The tool that wrote gives way to the selection, with the focus on the board.
  await expect(ada.surface).toBeFocused();
  await ada.page.keyboard.press("Control+z");
  await expect.poll(() => texts(bruno)).toEqual([]);
});

test("[O4] two who write into one note lose no letter", async ({ person, board }) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await write(ada, "n", HERE, "water");
  await ada.page.keyboard.press("Escape");
  await bruno.expectSynced();
  for (const who of [ada, bruno]) {
    await who.page.keyboard.press("n");
    await who.page.mouse.click(HERE.x, HERE.y);
    await expect(fieldOf(who)).toHaveValue("water");
  }
  await ada.page.keyboard.press("Home");
  await ada.page.keyboard.type("hot ");
  await bruno.page.keyboard.type(" boils");
  for (const who of [ada, bruno]) await expect(fieldOf(who)).toHaveValue("hot water boils");
  for (const who of [ada, bruno]) await who.page.keyboard.press("Escape");
  await ada.expectSynced();
  expect(await texts(ada)).toEqual(["hot water boils"]);
});

test.describe("without a server", () => {
  test.use({ tolerate: /ERR_CONNECTION_REFUSED/ });

  test("what is written is stored, and sent when it is back", async ({ person, board, server }) => {
    const ada = await person("Ada");
    await ada.open(board);
    // The code of the field comes after the page; an import ends when all of it is there.
    await ada.page.evaluate(
      () => import(`${document.documentElement.dataset.assets}/js/ui/text/text_editor.js`),
    );
    await server.kill();
    await ada.expectOffline();
    await write(ada, "t", HERE, "written offline");
    await ada.page.keyboard.press("Control+Enter");
    await server.launch();
    await ada.tryNow();
    await ada.expectSynced();
    expect(await texts(ada)).toEqual(["written offline"]);
  });
});

test("[D17] the lines of a note are stored as its author's browser has broken them", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const text = "Water boils 😀 at one hundred degrees\n\nSupercalifragilisticexpialidocious ";
  await write(ada, "n", HERE, "");
  await ada.page.keyboard.insertText(text);
  const { height } = await restingBox(fieldOf(ada));
  await ada.page.keyboard.press("Escape");
  await ada.expectSynced();
  const { geometry } = await ada.onlyShape();
  const lines = /** @type {{lines: number[]}} */ (geometry).lines;
  expect(lines.reduce((sum, length) => sum + length)).toBe([...text].length);
  // Type of 24 px with lines of 31.2 px, and 18 px of padding above and below.
  expect(lines.length).toBe(Math.round((height - 36) / 31.2));
  expect(lines).toContain(1);
});

test("a double click and the Enter key open a text again", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await write(ada, "t", HERE, "one");
  await ada.page.keyboard.press("Escape");
  await expect(fieldOf(ada)).toHaveCount(0);
  await ada.page.keyboard.press("Enter");
  await expect(fieldOf(ada)).toBeFocused();
  await ada.page.keyboard.type(" two");
  await ada.page.mouse.click(900, 200);
  await expect(fieldOf(ada)).toHaveCount(0);
  await ada.doubleClick({ x: HERE.x + 20, y: HERE.y });
  await expect(fieldOf(ada)).toHaveValue("one two");
  await ada.page.keyboard.type(" three");
  await ada.page.keyboard.press("Escape");
  await ada.expectSynced();
  expect(await texts(ada)).toEqual(["one two three"]);
});

test("a double click inside a box and on a line writes their labels", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.page.keyboard.press("r");
  await ada.draw([
    { x: 300, y: 200 },
    { x: 500, y: 300 },
  ]);
  // A letter would go into the box.
  await ada.page.keyboard.press("Escape");
  await ada.page.keyboard.press("a");
  await ada.draw([
    { x: 500, y: 250 },
    { x: 800, y: 250 },
  ]);
  await ada.doubleClick({ x: 400, y: 250 });
  await expect(fieldOf(ada)).toBeFocused();
  await ada.page.keyboard.type("Acid");
  await ada.page.keyboard.press("Escape");
  await ada.doubleClick({ x: 600, y: 250 });
  await expect(fieldOf(ada)).toBeFocused();
  await ada.page.keyboard.type("gives H⁺");
  await ada.page.keyboard.press("Escape");
  await expect(fieldOf(ada)).toHaveCount(0);
  await ada.expectSynced();
  expect(await texts(ada)).toEqual(["Acid", "gives H⁺"]);
  await ada.expectInk({ x: 375, y: 235, width: 50, height: 30 });
});

test("a page that is left in the middle of a word stores all of it", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await write(ada, "t", HERE, "half a wor");
  await ada.page.reload();
  await ada.expectReady();
  await ada.expectSynced();
  await expect.poll(() => texts(ada)).toEqual(["half a wor"]);
});

test("keys of the board are letters in a text, and a press beside it ends it", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await write(ada, "t", HERE, "vhpme12 [] ? ");
  await expect(fieldOf(ada)).toHaveValue("vhpme12 [] ? ");
  await ada.page.mouse.click(900, 200);
  await expect(fieldOf(ada)).toHaveCount(0);
  await ada.expectSynced();
  expect(await texts(ada)).toEqual(["vhpme12 [] ? "]);
});
