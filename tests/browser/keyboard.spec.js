/**
 * Everything but drawing itself can be done with the keys.
 */
import { readFileSync } from "node:fs";
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const LOCALE = new URL("../../static/locales/en/commands.ftl", import.meta.url);
const ENGLISH = readFileSync(LOCALE, "utf8");

/** @param {BoardPage} who @param {string} id */
async function expectTool(who, id) {
  await expect(who.page.locator(`[data-tool=${id}]`)).toHaveAttribute("aria-pressed", "true");
}

test("keys select, move, remove and restore shapes of others", async ({
  person,
  board,
  server,
}) => {
  const bruno = await person("Bruno");
  await bruno.open(board);
  await bruno.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await bruno.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await bruno.expectSynced();

  const ada = await person("Ada");
  await ada.open(board);
  const { keyboard } = ada.page;
  const spoken = ada.page.locator("#say-now");
  await expect(ada.surface).toBeFocused();
  await keyboard.press("Tab");
  await expect(spoken).toHaveText("Stroke, black, by Bruno, top, 1 of 2");
  await keyboard.press("Tab");
  await expect(spoken).toHaveText("Stroke, black, by Bruno, bottom, 2 of 2");
  await keyboard.press("Shift+Tab");
  await expect(spoken).toHaveText("Stroke, black, by Bruno, top, 1 of 2");

  const before = await ada.canonical();
  const [x = 0, y = 0] = (await ada.shapes())[0]?.pos ?? [];
  await keyboard.press("ArrowRight");
  await keyboard.press("Shift+ArrowDown");
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes())[0]?.pos).toEqual([x + 16, y + 160, 0]);
  await keyboard.press("Delete");
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes()).length).toBe(1);
  for (let at = 0; at < 3; at += 1) await keyboard.press("Control+z");
  await expectSame(server, [ada, bruno]);
  expect(await bruno.canonical()).toBe(before);

  await keyboard.press("Control+a");
  await expectTool(ada, "select");
  await keyboard.press("Backspace");
  await expectSame(server, [ada, bruno]);
  expect(await bruno.shapes()).toEqual([]);
});

test("after the last shape Tab goes to the page, and F6 from region to region", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.expectSynced();
  const { keyboard } = ada.page;
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  await expect(ada.surface).not.toBeFocused();
  /** @type {string[]} */
  const visited = [];
  for (let at = 0; at < 6; at += 1) {
    await keyboard.press("F6");
    const region = ada.page.locator("[data-region]:focus, [data-region]:has(:focus)");
    visited.push((await region.getAttribute("aria-label")) ?? "");
  }
  expect(new Set(visited)).toEqual(
    new Set(["Board", "Pages and saving", "People and sharing", "Tools and inks", "Undo and zoom"]),
  );
  await ada.surface.focus();
  await keyboard.press("F6");
  const forward = await ada.page.evaluate(() => document.activeElement?.id);
  await keyboard.press("Shift+F6");
  await expect(ada.surface).toBeFocused();
  expect(forward).not.toBe("overlay");
});

test("tools, inks and widths have keys", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { keyboard } = ada.page;
  for (const [key, tool] of /** @type {const} */ ([
    ["v", "select"],
    ["h", "hand"],
    ["m", "highlighter"],
    ["e", "eraser"],
    ["p", "pen"],
    ["5", "eraser"],
    ["3", "pen"],
  ])) {
    await keyboard.press(key);
    await expectTool(ada, tool);
  }
  await keyboard.press(".");
  await keyboard.press("]");
  await expect(ada.page.locator("[data-ink=blue]")).toHaveAttribute("aria-checked", "true");
  await expect(ada.page.locator('.width[data-size="112"]')).toHaveAttribute("aria-checked", "true");
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  expect((await ada.onlyShape()).style).toEqual({ ink: "blue", size: 112 });
  await keyboard.press("Control+=");
  await expect(ada.zoom).toHaveText("150%");
  await keyboard.press("Control+0");
  await expect(ada.zoom).toHaveText("100%");
});

/** Runs in the page: the rows of the help that the table of commands asks for. @param {string} texts  English */
function rowsOfCommands(texts) {
  const { commands } = /** @type {any} */ (window).lavagna;
  /** @type {Record<string, string>} */
  const names = { Delete: "Del", Backspace: "⌫", Escape: "Esc" };
  Object.assign(names, { PageUp: "Page up", PageDown: "Page down" });
  // The four arrows share a row.
  const arrows = /^(resize-)?(far-)?(left|right|up|down)$/;
  /** @type {{id: string, keys: string[]}[]} */
  const list = commands.list;
  return list
    .filter(({ id }) => !arrows.test(id) || id.endsWith("left"))
    .map(({ id, keys }) => [
      new RegExp(`^shortcut-${id} = (.+)$`, "m").exec(texts)?.[1],
      keys.map((key) =>
        key
          .replace("ArrowLeft", "← → ↑ ↓")
          .split(/\+(?=.)/)
          .map((part) => names[part] ?? part)
          .join(" "),
      ),
    ]);
}

test("help shows all keys, and Escape returns the focus", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { keyboard } = ada.page;
  await keyboard.press("?");
  const help = ada.page.getByRole("dialog", { name: "Help and keys" });
  await expect(help).toBeVisible();
  await expect(help.locator("#help-keys")).toContainText("Undo");
  const shown = await help
    .locator("#help-keys > div")
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.querySelector("dt")?.textContent,
        [...row.querySelectorAll("kbd")].map((key) => key.textContent),
      ]),
    );
  expect(shown).toEqual(await ada.page.evaluate(rowsOfCommands, ENGLISH));
  // Keys of the board mean nothing while a dialog is open.
  await keyboard.press("e");
  await keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(ada.surface).toBeFocused();
  await expectTool(ada, "pen");
});

test("single-letter keys can be switched off, and stay off", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { keyboard } = ada.page;
  await keyboard.press("Control+,");
  await ada.page.getByRole("switch", { name: "Single-letter keys" }).focus();
  await keyboard.press("Space");
  await keyboard.press("Escape");
  await expect(ada.page.locator("dialog#settings")).toBeHidden();
  await keyboard.press("e");
  await expectTool(ada, "pen");
  await ada.page.reload();
  await ada.expectReady();
  await keyboard.press("e");
  await keyboard.press("?");
  await expect(ada.page.locator("dialog#help")).toBeHidden();
  await expectTool(ada, "pen");
  // Keys with Ctrl still work.
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.onlyShape();
  await keyboard.press("Control+z");
  await ada.expectSynced();
  await expect.poll(() => ada.shapes()).toEqual([]);
});

test("letters typed into a field choose no tool", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.openPeople();
  const field = ada.page.locator("#person-name-field");
  await field.fill("");
  await field.pressSequentially("Eva 5");
  await ada.page.keyboard.press("Enter");
  await expect(ada.page.locator("#people-list li")).toContainText("Eva 5");
  await expectTool(ada, "pen");
});

test("a board is made with Tab and Enter", async ({ person, server }) => {
  const ada = await person("Ada");
  await ada.page.goto(server.origin);
  const start = ada.page.getByRole("button", { name: "New board" });
  for (let at = 0; at < 12; at += 1) {
    await ada.page.keyboard.press("Tab");
    if (await start.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(start).toBeFocused();
  await ada.page.keyboard.press("Enter");
  await ada.expectReady();
  await expect(ada.surface).toBeFocused();
});

test("keys alone make, move, write, restyle, order and delete a shape, and the reader hears whose it is", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const { keyboard } = ada.page;
  await keyboard.press("r");
  await keyboard.press("Enter");
  await keyboard.type("cell");
  await keyboard.press("Escape");
  await keyboard.press("ArrowRight");
  await keyboard.press(".");
  await keyboard.press("o");
  await keyboard.press("Enter");
  await keyboard.press("Control+Shift+[");
  await expectSame(server, [ada, bruno]);
  const [box, oval] = (await bruno.shapes()).map((shape) => {
    const { kind, text, style } = /** @type {any} */ (shape);
    return { kind, text, ink: style.ink };
  });
  expect([box, oval].map((shape) => shape?.kind).sort()).toEqual(["ellipse", "rectangle"]);
  const spoken = bruno.page.locator("#say-now");
  await bruno.surface.focus();
  await bruno.page.keyboard.press("Tab");
  const first = await spoken.textContent();
  await bruno.page.keyboard.press("Tab");
  await expect(spoken).not.toHaveText(first ?? "");
  const both = [first, await spoken.textContent()].join("; ");
  expect(both).toMatch(/Rectangle, blue, “cell”, by Ada, middle, \d of 2/);
  expect(both).toMatch(/Ellipse, \w+, by Ada, middle, \d of 2/);
  await keyboard.press("Control+a");
  await expect(ada.page.locator("#say-now")).toHaveText("Selected: 2 shapes");
  await keyboard.press("Delete");
  await expectSame(server, [ada, bruno]);
  expect(await bruno.shapes()).toEqual([]);
  await ada.undo();
  await expectSame(server, [ada, bruno]);
  expect(await bruno.shapes()).toHaveLength(2);
});

test("the help is searched by words and printed instead of the board", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { page } = ada;
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await page.keyboard.press("?");
  const rows = page.locator("#help-keys > div:visible");
  await expect(page.locator("dialog#help")).toBeVisible();
  const all = await rows.count();
  await page.locator("#help-find").fill("move previous page");
  await expect(page.locator(".help-count")).toHaveText("1 command");
  expect(await rows.count()).toBe(1);
  await page.locator("#help-find").fill("");
  expect(await rows.count()).toBe(all);
  await page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute("data-printed", "");
  });
  await page.getByRole("button", { name: "Print this help" }).click();
  await expect(ada.root).toHaveAttribute("data-printed", "");
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(rows).toHaveCount(all);
  await expect(page.locator("#printout")).toBeHidden();
  await expect(page.locator("#help-find")).toBeHidden();
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(page.locator("dialog#help")).toBeHidden();
});
