/**
 * Pages of a board: turning, adding, deleting, and what two people see of it.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { PAPER } from "../../static/js/model/colour.js";
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { rgb } from "./pixels.js";
import { line } from "./strokes.js";

const AREA = { x: 290, y: 130, width: 220, height: 40 };

/** A place between the squares of the paper. */
const SPOT = { x: 410, y: 310, width: 2, height: 2 };

/** @param {import("./board_page.js").BoardPage} person */
const figure = ({ page }) => page.locator("#page-figure [aria-hidden]");

test("pages are added, turned and reloaded, and everybody sees them", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) await one.open(board);
  await expect(figure(ada)).toHaveText("1 / 1");
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.page.locator("#page-add").click();
  await expect(figure(ada)).toHaveText("2 / 2");
  await expect(figure(bruno)).toHaveText("1 / 2");
  await ada.expectNoInk(AREA);
  await bruno.page.keyboard.press("PageDown");
  await expect(figure(bruno)).toHaveText("2 / 2");
  await bruno.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await expectSame(server, [ada, bruno]);
  await ada.expectInk({ x: 290, y: 230, width: 220, height: 40 });
  await expect(ada.page).toHaveURL(/#p=\d+$/);
  await ada.page.reload();
  await ada.expectReady();
  await expect(figure(ada)).toHaveText("2 / 2");
  await ada.page.keyboard.press("PageUp");
  await expect(figure(ada)).toHaveText("1 / 2");
  await ada.expectInk(AREA);
});

test("the list names, moves and deletes pages, axe finds nothing in it, and undo brings a page back", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) await one.open(board);
  await ada.page.locator("#page-add").click();
  await expect(figure(ada)).toHaveText("2 / 2");
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.page.keyboard.press("Alt+Shift+P");
  const panel = ada.page.locator("#page-panel");
  await expect(panel).toBeVisible();
  await panel.locator("input").fill("Angles");
  await ada.page.keyboard.press("Enter");
  await expect(panel.getByRole("button", { name: /^Page 2: .*Angles/ })).toBeFocused();
  const { violations } = await new AxeBuilder({ page: ada.page }).analyze();
  expect(violations).toEqual([]);
  await ada.page.keyboard.press("Alt+ArrowUp");
  await expect(figure(ada)).toHaveText("1 / 2");
  await expect(figure(bruno)).toHaveText("2 / 2");
  await bruno.page.keyboard.press("PageUp");
  await expect(panel.locator(".page-row .avatar")).toHaveCount(1);
  await panel.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(figure(ada)).toHaveText("1 / 1");
  await expect(bruno.toasts).toContainText("Ada");
  await ada.pressToastButton("Undo");
  await expect(figure(ada)).toHaveText("1 / 2");
  await expect(figure(bruno)).toHaveText("1 / 2");
});

test("a page of dark tone is slate for everybody, and the others stay paper", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) await one.open(board);
  await ada.page.locator("#page-figure").click();
  await ada.page.locator(".page-tone").selectOption("dark");
  for (const one of [ada, bruno]) {
    await expect(one.root).toHaveAttribute("data-tone", "dark");
    const slate = async () => (await one.picture(SPOT)).at(0, 0);
    await expect.poll(slate).toEqual(rgb(PAPER.dark));
  }
  await ada.page.locator("#page-add").click();
  await expect(ada.root).toHaveAttribute("data-tone", "dark");
});

test("paper is chosen in the list for one page, and everybody gets it", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) await one.open(board);
  await ada.page.locator("#page-figure").click();
  await ada.page.locator(".page-paper").selectOption("staff");
  await ada.page.locator("#page-add").click();
  await expect(ada.page.locator(".page-paper")).toHaveValue("staff");
  await ada.page.locator(".page-paper").selectOption("dots");
  const papers = () =>
    bruno.page.evaluate(() => {
      const { view } = /** @type {any} */ (window).lavagna.editor;
      return view.listedPages().map((/** @type {{paper: string}} */ { paper }) => paper);
    });
  await expect.poll(papers).toEqual(["staff", "dots"]);
  await ada.page.locator(".page-panel .page-row").first().click();
  await ada.undo();
  await expect.poll(papers).toEqual(["staff", "staff"]);
});

test("the selection moves to another page by its menu and by keys, and undo brings it back", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) await one.open(board);
  await bruno.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.draw(line({ x: 300, y: 350 }, { x: 500, y: 350 }));
  await expectSame(server, [ada, bruno]);
  const counts = () =>
    bruno.page.evaluate(() => {
      const { view } = /** @type {any} */ (window).lavagna.editor;
      const pages = /** @type {{page: number}[]} */ (view.listedPages());
      return pages.map(({ page }) => view.count(page));
    });
  await ada.page.keyboard.press("v");
  await ada.page.mouse.click(400, 350, { button: "right" });
  await ada.page.getByRole("menuitem", { name: "Move to another page" }).click();
  const menu = ada.page.locator("#page-menu");
  await expect(menu).toBeVisible();
  const { violations } = await new AxeBuilder({ page: ada.page }).analyze();
  expect(violations).toEqual([]);
  await menu.getByRole("menuitem", { name: "New page" }).click();
  await expect(figure(ada)).toHaveText("2 / 2");
  await ada.expectInk({ x: 290, y: 330, width: 220, height: 40 });
  await expect.poll(counts).toEqual([1, 1]);
  await expect(ada.page.locator("#selection-bar")).toBeVisible();
  await ada.surface.focus();
  await ada.page.keyboard.press("Shift+PageUp");
  await expect(figure(ada)).toHaveText("1 / 2");
  await expect.poll(counts).toEqual([2, 0]);
  await ada.page.keyboard.press("Control+a");
  await ada.page.keyboard.press("Alt+Shift+O");
  await menu.getByRole("menuitem", { name: "Page 2" }).click();
  await expect.poll(counts).toEqual([0, 2]);
  await ada.undo();
  await expect.poll(counts).toEqual([2, 0]);
  await expectSame(server, [ada, bruno]);
});

test("with 200 pages the list paints only the pages in view, and a stroke builds no row", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) await one.open(board);
  await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    for (let from = 2; from <= 200; from += 50) {
      const pages = Array.from({ length: Math.min(50, 201 - from) }, (_, at) => from + at);
      editor.commit(pages.map((page) => ({ op: "page", page, name: `Lesson ${page}` })));
    }
  });
  for (const one of [ada, bruno]) await expect(figure(one)).toHaveText("1 / 200");
  await ada.page.locator("#page-figure").click();
  const rows = ada.page.locator("#page-panel .page-rows > li");
  await expect(rows).toHaveCount(200);
  const painted = () =>
    ada.page.evaluate(() => {
      const canvases = [...document.querySelectorAll(".page-row canvas")];
      return canvases.filter((each) => /** @type {HTMLCanvasElement} */ (each).width > 0).length;
    });
  await expect.poll(painted).toBeGreaterThan(0);
  // Each has pixels from the beginning, until it is seen to be out of view.
  await expect.poll(painted).toBeLessThan(20);
  await ada.page.evaluate(() => {
    const list = document.querySelector(".page-rows");
    if (list === null) throw new Error("no list");
    const observer = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) if (addedNodes.length > 0) list.classList.add("built");
    });
    observer.observe(list, { childList: true });
  });
  await bruno.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await ada.expectInk({ x: 290, y: 230, width: 220, height: 40 });
  await expect(ada.page.locator(".page-rows.built")).toHaveCount(0);
  await ada.page.locator(".page-row").first().focus();
  await ada.page.keyboard.press("End");
  await expect(figure(ada)).toHaveText("200 / 200");
  await expect.poll(painted).toBeLessThan(20);
});
