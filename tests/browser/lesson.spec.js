/**
 * A lesson: the teacher decides who draws, and everybody sees it with the reason.
 */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const LINE = line({ x: 300, y: 300 }, { x: 500, y: 320 });
const LOWER = line({ x: 300, y: 400 }, { x: 500, y: 420 });

/** The sign of the lesson's mode. @param {BoardPage} who */
function sign({ page }) {
  return page.locator(".lesson-sign");
}

/** @param {BoardPage} teacher @param {"free" | "own-only" | "frozen"} mode */
async function setMode({ page }, mode) {
  const button = page.locator(`#lesson-mode [data-value=${mode}]`);
  if (!(await button.isVisible())) await page.keyboard.press("Alt+Shift+L");
  await button.click();
  await expect(button).toHaveAttribute("aria-checked", "true");
}

/** @param {BoardPage} who @param {number} count */
async function expectShapes(who, count) {
  await expect.poll(() => who.shapes().then(({ length }) => length), who.name).toBe(count);
}

/** @param {BoardPage} teacher @param {string} name @param {string} item */
async function choose({ page }, name, item) {
  await page.locator("#people-button").click();
  await page.getByRole("button", { name: new RegExp(`Actions for .*${name}`) }).click();
  await page.getByRole("menuitem", { name: item }).click();
  await expect(page.locator("#person-menu")).toBeHidden();
  await expect(page.locator("#people")).toBeVisible();
  await page.keyboard.press("Escape");
}

test("[R5] a frozen board keeps what a pupil draws meanwhile, over a reload, and takes it afterwards", async ({
  person,
  lesson,
}) => {
  const { board, token } = lesson;
  const teacher = await person("Rossi");
  const anna = await person("Anna");
  const bruno = await person("Bruno", PHONE);
  await teacher.open(board, { token });
  await expect(teacher.page).toHaveURL(/\?debug$/);
  await anna.open(board);
  await bruno.open(board);
  await expect(anna.page.locator("#lesson-button")).toBeHidden();
  await anna.draw(LINE);
  await expectShapes(bruno, 1);
  // In the middle of a line.
  await anna.drawAndHold(LOWER);
  await teacher.page.keyboard.press("Alt+Shift+F");
  await expect(sign(anna)).toContainText("The teacher has frozen the board. 1 change is kept");
  await anna.page.mouse.up();
  await expect(sign(bruno)).toContainText("You may look around.");
  await expect(bruno.statusText).toHaveText("Frozen by the teacher");
  await expect(anna.page.locator("[data-tool=pen]")).toHaveAttribute("aria-disabled", "true");
  await anna.draw(line({ x: 300, y: 500 }, { x: 500, y: 520 }));
  await expectShapes(teacher, 1);
  await anna.page.reload();
  await expect(sign(anna)).toContainText("1 change is kept");
  await teacher.draw(line({ x: 300, y: 150 }, { x: 500, y: 160 }));
  await expectShapes(bruno, 2);
  await teacher.page.getByRole("button", { name: "Let everybody draw" }).click();
  await expectShapes(bruno, 3);
  await expect(sign(anna)).toBeHidden();
  await anna.expectSynced();
  await expectShapes(teacher, 3);
});

test("the pen is handed over and taken back, and its person and the others see it", async ({
  person,
  lesson,
}) => {
  const { board, token } = lesson;
  const teacher = await person("Rossi");
  const anna = await person("Anna");
  const bruno = await person("Bruno");
  await teacher.open(board, { token });
  await anna.open(board);
  await bruno.open(board);
  await setMode(teacher, "frozen");
  await expect(sign(anna)).toContainText("frozen");
  await choose(teacher, "Anna", "Give the pen");
  await expect(sign(anna)).toContainText("You have the pen");
  await expect(sign(teacher)).toContainText("1 person with the pen");
  await anna.draw(LINE);
  await expectShapes(bruno, 1);
  await bruno.page.locator("#people-button").click();
  await expect(bruno.page.locator("#people-list li", { hasText: "Anna" })).toContainText(
    "Has the pen",
  );
  await teacher.page.keyboard.press("Alt+Shift+L");
  await teacher.page.getByRole("button", { name: /Take the pen from .*Anna/ }).click();
  await expect(sign(anna)).toContainText("frozen");
  await expect(anna.toasts).toContainText("taken the pen back");
  await expect(teacher.page.locator(".lesson-pens")).toContainText("Nobody");
});

test("[R1] with own work only, a line of somebody else stays, and the note says why", async ({
  person,
  lesson,
}) => {
  const { board, token } = lesson;
  const teacher = await person("Rossi");
  const anna = await person("Anna");
  await teacher.open(board, { token });
  await anna.open(board);
  await teacher.draw(LINE);
  await expectShapes(anna, 1);
  await setMode(teacher, "own-only");
  await expect(sign(anna)).toContainText("only what you have drawn yourself");
  await anna.draw(LOWER);
  await expectShapes(teacher, 2);
  await anna.page.keyboard.press("Control+a");
  await anna.page.keyboard.press("Delete");
  await expect(anna.toasts.first()).toContainText("You may not change this now");
  await expectShapes(anna, 2);
  await sign(anna).getByRole("button", { name: "Dismiss" }).click();
  await expect(sign(anna)).toBeHidden();
});

test("the link lets people watch, a person gets a role of their own, and a co-teacher decides too", async ({
  person,
  lesson,
}) => {
  const { board, token } = lesson;
  const teacher = await person("Rossi");
  const anna = await person("Anna");
  const bruno = await person("Bruno");
  await teacher.open(board, { token });
  await anna.open(board);
  await teacher.page.locator("#lesson-button").click();
  await teacher.page.getByRole("radio", { name: "may watch" }).click();
  await expect(sign(anna)).toContainText("You are watching");
  await bruno.page.goto(`${bruno.origin}/b/${board}?debug`);
  await expect(sign(bruno)).toContainText("You are watching");
  await choose(teacher, "Anna", "Make a teacher");
  await expect(anna.page.locator("#lesson-button")).toBeVisible();
  await setMode(anna, "own-only");
  await expect(sign(teacher)).toContainText("their own work");
  // Only the owner's browser has the link, and only the owner names teachers.
  await expect(anna.page.locator("#owner-link")).toHaveCount(0);
  await anna.page.locator("#people-button").click();
  await anna.page.getByRole("button", { name: /Actions for .*Bruno/ }).click();
  await expect(anna.page.getByRole("menuitem", { name: "Make a teacher" })).toHaveCount(0);
});

test.describe("the door", () => {
  test.use({ tolerate: /status of 403/ });

  test("[R9] somebody is removed, the door is locked behind them, and they may come back", async ({
    person,
    lesson,
  }) => {
    const { board, token } = lesson;
    const teacher = await person("Rossi");
    const anna = await person("Anna");
    const bruno = await person("Bruno");
    await teacher.open(board, { token });
    await anna.open(board);
    await choose(teacher, "Anna", "Remove from the board");
    await expect(anna.page.getByRole("alert")).toContainText("removed");
    await teacher.pressToastButton("Lock the door");
    await teacher.page.locator("#lesson-button").click();
    await expect(teacher.page.getByRole("switch", { name: /Lock the door/ })).toBeChecked();
    await bruno.page.goto(`${bruno.origin}/b/${board}?debug`);
    await expect(bruno.page.getByRole("alert")).toBeVisible();
    await teacher.pressToastButton("Let back in");
    await anna.open(board);
    await anna.draw(LINE);
    await expectShapes(teacher, 1);
  });

  test("[J4] [J6] a class comes in by the code on the projector, until the lesson ends", async ({
    person,
    lesson,
  }) => {
    const { board, token } = lesson;
    const teacher = await person("Rossi");
    const anna = await person("Anna");
    await teacher.open(board, { token });
    await teacher.page.locator("#lesson-button").click();
    await teacher.page.getByRole("radio", { name: "may watch" }).click();
    await teacher.page.getByRole("button", { name: "Open a code" }).click();
    await teacher.page.locator("#code-show").click();
    const screen = teacher.page.locator(".code-screen");
    const code = (await screen.locator(".code-large").textContent()) ?? "";
    expect(code).toMatch(/^[2-9A-Z]{3} [2-9A-Z]{4}$/);
    const picture = screen.locator("img");
    await expect
      .poll(() => picture.evaluate((img) => /** @type {HTMLImageElement} */ (img).naturalWidth))
      .toBeGreaterThan(0);
    await teacher.page.keyboard.press("Escape");
    await expect(screen).toHaveCount(0);
    await anna.page.goto(anna.origin);
    const field = anna.page.getByLabel("Type the code of the lesson");
    await field.fill(code);
    await field.press("Enter");
    await expect(anna.statusText).toHaveText("Saved");
    await anna.open(board);
    await anna.draw(LINE);
    await expectShapes(teacher, 1);
    await teacher.page.getByRole("button", { name: "End the lesson" }).click();
    await expect(sign(anna)).toContainText("You are watching");
    await expect(teacher.page.locator("#code-open")).toBeVisible();
  });
});

test.describe("without a connection", () => {
  test.use({ tolerate: /ERR_FAILED/ });

  test("a change without a connection is refused with the reason, and never comes later", async ({
    person,
    lesson,
  }) => {
    const { board, token } = lesson;
    const teacher = await person("Rossi");
    const anna = await person("Anna");
    await teacher.open(board, { token });
    await anna.open(board);
    await teacher.page.locator("#lesson-button").click();
    const frozen = teacher.page.locator("#lesson-mode [data-value=frozen]");
    await teacher.page.route("**/lesson", (route) => route.abort());
    await frozen.click();
    await expect(teacher.toasts.last()).toContainText("there is no connection");
    await expect(frozen).toHaveAttribute("aria-checked", "false");
    await expect(sign(anna)).toHaveCount(0);
  });
});

test("a pupil, and everybody on a board without an owner, is told why the lesson cannot be changed", async ({
  person,
  lesson,
  board,
}) => {
  const anna = await person("Anna");
  await anna.open(lesson.board);
  await anna.page.keyboard.press("Alt+Shift+F");
  await expect(anna.toasts).toContainText("Only a teacher");
  await anna.open(board);
  await anna.page.keyboard.press("Alt+Shift+L");
  await expect(anna.toasts).toContainText("Nobody owns this board");
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`axe finds nothing on the panel, the menu and the signs, ${colorScheme}`, async ({
    person,
    lesson,
  }) => {
    const { board, token } = lesson;
    const teacher = await person("Rossi", { colorScheme });
    const anna = await person("Anna", { colorScheme, ...PHONE });
    await teacher.open(board, { token });
    await anna.open(board);
    await setMode(teacher, "frozen");
    await expect(sign(anna)).toBeVisible();
    for (const { page } of [teacher, anna]) {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
    }
    await teacher.page.locator("#people-button").click();
    await expect(teacher.page.locator("#lesson-panel")).toBeHidden();
    await teacher.page.getByRole("button", { name: /Actions for .*Anna/ }).click();
    const { violations } = await new AxeBuilder({ page: teacher.page }).analyze();
    expect(violations).toEqual([]);
  });
}
