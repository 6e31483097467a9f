/**
 * Positions and sizes of the controls.
 */
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { PHONE } from "./touch.js";

/** @param {import("@playwright/test").Page} page @param {string} selector */
async function leftOf(page, selector) {
  const { x } = await restingBox(page.locator(selector));
  return Math.round(x);
}

test("the tray has one width, whatever tool is chosen", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const tools = /** @type {const} */ (["pen", "highlighter", "eraser", "select", "hand"]);
  const widths = new Set();
  for (const tool of tools) {
    await ada.chooseTool(tool);
    const box = await restingBox(ada.page.locator(".tray"));
    widths.add(`${box.x} ${box.y} ${box.width}`);
  }
  expect([...widths]).toHaveLength(1);
});

for (const locale of ["en-GB", "it-IT"]) {
  test(`the whole menu fits a screen of 1366 by 768, ${locale}`, async ({ person, board }) => {
    const ada = await person("Ada", { viewport: { width: 1366, height: 768 }, locale });
    await ada.open(board);
    await ada.openMenu();
    const hidden = await ada.page
      .locator("#menu")
      .evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
    expect(hidden, "pixels that have to be scrolled to").toBe(0);
  });
}

for (const size of [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
]) {
  test(`the start page has one left edge, ${size.width} wide`, async ({ person, server }) => {
    const ada = await person("Ada", { viewport: size });
    const { page } = ada;
    await page.goto(server.origin);
    const parts = [".wordmark", ".headline", ".lead", "#join-title", ".home-foot li"];
    const lefts = await Promise.all(parts.map((part) => leftOf(page, `${part} >> nth=0`)));
    expect(new Set(lefts).size, `${lefts}`).toBe(1);
  });
}

test("a board's name is cut to its room, and whole in its tooltip", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const name = "Equations and functions of the second degree, lesson two of May, class 7b";
  await ada.renameBoard(name);
  /** @type {[number, number][]} */
  const cases = [
    [1280, 560],
    [800, 340],
    [390, 140],
    [320, 60],
  ];
  for (const [width, least] of cases) {
    const bruno = await person("Bruno", { viewport: { width, height: 800 } });
    await bruno.open(board);
    await expect(bruno.page.locator("#people-button > *").first()).toBeVisible();
    const card = await restingBox(bruno.page.locator("#menu-button"));
    const people = await restingBox(bruno.page.locator("#people-button"));
    const shown = await restingBox(bruno.page.locator("#board-name"));
    expect(shown.width, `${width}`).toBeGreaterThan(least);
    expect(card.x + card.width, `${width}`).toBeLessThan(people.x);
    await bruno.page.locator("#menu-button").hover();
    await expect(bruno.page.locator("#tip")).toHaveText(width > 1000 ? "Board menu" : name);
    await bruno.page.close();
  }
  await ada.renameBoard("7b");
  await ada.page.locator("#menu-button").hover();
  await expect(ada.page.locator("#tip")).toHaveText("Board menu");
});

test("large controls stay on the screen and apart", async ({ person, board }) => {
  for (const width of [1920, 1280, 1000]) {
    const ada = await person("Ada", { viewport: { width, height: 800 } });
    await ada.page.addInitScript(() => localStorage.setItem("lavagna.size", "l"));
    await ada.open(board);
    const boxes = await ada.page.evaluate(() =>
      [...document.querySelectorAll(".corner, .ledge")].map((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { left, top, right, bottom };
      }),
    );
    for (const [at, one] of boxes.entries()) {
      expect(one.right, `${width}`).toBeLessThanOrEqual(width);
      for (const other of boxes.slice(at + 1)) {
        const isApart =
          one.right <= other.left ||
          other.right <= one.left ||
          one.bottom <= other.top ||
          other.bottom <= one.top;
        expect(isApart, `${width}: ${JSON.stringify([one, other])}`).toBe(true);
      }
    }
    await ada.openMenu();
    const menu = await restingBox(ada.page.locator("#menu"));
    expect(menu.y + menu.height, `${width}`).toBeLessThanOrEqual(800);
    await ada.page.close();
  }
});

for (const width of [390, 360]) {
  test(`the menu of shapes leaves undo and redo free, ${width} wide`, async ({ person, board }) => {
    const viewport = { width, height: width === 390 ? 844 : 640 };
    const ada = await person("Ada", { ...PHONE, viewport });
    await ada.open(board);
    await ada.page.locator("#shapes-button").tap();
    const menu = await restingBox(ada.page.locator("#shapes"));
    const redo = await restingBox(ada.page.getByRole("button", { name: "Redo" }));
    expect(menu.y + menu.height).toBeLessThanOrEqual(redo.y);
  });
}
