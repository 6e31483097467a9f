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
