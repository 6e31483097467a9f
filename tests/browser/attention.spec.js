/**
 * Where people look: they follow each other, a teacher brings everybody somewhere or leads, and hands go up.
 */
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const LINE = line({ x: 300, y: 300 }, { x: 500, y: 320 });

test.use({ tolerate: /ERR_INTERNET_DISCONNECTED/ });

/** @param {BoardPage} who */
function sign({ page }) {
  return page.locator(".attention-sign");
}

/** @param {BoardPage} who @param {{x: number, y: number, zoom: number}} place */
async function look({ page }, place) {
  await page.evaluate((there) => {
    /** @type {any} */ (window).lavagna.editor.camera.goTo(there);
  }, place);
}

/** Waits until the middle of the page of one shows what is in the middle of the other's. @param {BoardPage} who @param {BoardPage} whom */
async function expectSameMiddle(who, whom) {
  const middle = async (/** @type {BoardPage} */ { page }) =>
    page.evaluate(() => {
      const { camera } = /** @type {any} */ (window).lavagna.editor;
      const { x, y } = camera.toBoard({ x: camera.width / 2, y: camera.height / 2 });
      return { x, y };
    });
  await expect
    .poll(async () => {
      const [a, b] = [await middle(who), await middle(whom)];
      return Math.hypot(a.x - b.x, a.y - b.y) < 32;
    })
    .toBe(true);
}

/** @param {BoardPage} who @param {string} name @param {string} item */
async function choose({ page }, name, item) {
  const people = page.locator("#people");
  if (!(await people.isVisible())) await page.locator("#people-button").click();
  await page.getByRole("button", { name: new RegExp(`Actions for .*${name}`) }).click();
  await page.getByRole("menuitem", { name: item }).click();
  await page.keyboard.press("Escape");
  await expect(people).toBeHidden();
}

test("[Q1] whoever follows somebody sees what they see, on other pages too, until the board is moved", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno", { viewport: { width: 800, height: 600 } });
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(LINE);
  await choose(bruno, "Ada", "Follow");
  await expect(sign(bruno)).toContainText("You see what");
  await expect(sign(ada)).toContainText("1 person sees what you see");
  await look(ada, { x: 4000, y: -2000, zoom: 2 });
  await expectSameMiddle(bruno, ada);
  await ada.page.keyboard.press("Alt+Shift+N");
  await expect(bruno.page.locator("#page-figure")).toContainText("2 / 2");
  await look(ada, { x: 900, y: 700, zoom: 1 });
  await expectSameMiddle(bruno, ada);
  // A pan breaks away, and the way back is a press.
  await bruno.page.mouse.move(400, 250);
  await bruno.page.mouse.wheel(0, 300);
  await expect(sign(bruno)).toContainText("You look around alone");
  await look(ada, { x: -900, y: 100, zoom: 1 });
  await sign(bruno)
    .getByRole("button", { name: /Back to .*Ada/ })
    .click();
  await expectSameMiddle(bruno, ada);
  await sign(bruno).getByRole("button", { name: "Stop" }).click();
  await expect(sign(bruno)).toBeHidden();
  await expect(sign(ada)).toBeHidden();
});

test("[Q1] a reload of the one who is followed ends nothing, and leaving is told", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await choose(bruno, "Ada", "Follow");
  await expect(sign(ada)).toContainText("1 person");
  await ada.tryNow();
  await ada.page.evaluate(() => /** @type {any} */ (window).lavagna.editor.tryNow());
  await look(ada, { x: 3000, y: 3000, zoom: 1 });
  await expectSameMiddle(bruno, ada);
  await ada.page.close();
  await expect(bruno.toasts).toContainText("has left", { timeout: 30_000 });
  await expect(sign(bruno)).toBeHidden();
});

test("[Q3] a teacher brings everybody here once, and each can go back", async ({
  person,
  lesson,
}) => {
  const { board, token } = lesson;
  const teacher = await person("Rossi");
  const anna = await person("Anna");
  await teacher.open(board, { token });
  await anna.open(board);
  const before = await anna.camera();
  await look(teacher, { x: 5000, y: 1000, zoom: 1.5 });
  await teacher.page.keyboard.press("Alt+Shift+B");
  await expectSameMiddle(anna, teacher);
  await expect(anna.toasts).toContainText("has brought you here");
  await anna.pressToastButton("Back");
  await expect.poll(() => anna.camera()).toEqual(before);
  // Nobody follows afterwards.
  await look(teacher, { x: 0, y: 9000, zoom: 1 });
  await expect(sign(teacher)).toBeHidden();
  await anna.page.keyboard.press("Alt+Shift+B");
  await expect(anna.toasts.last()).toContainText("Only a teacher");
});

test("[Q3] a teacher leads, whoever comes late too, and a pupil may look around", async ({
  person,
  lesson,
}) => {
  const { board, token } = lesson;
  const teacher = await person("Rossi");
  const anna = await person("Anna");
  const late = await person("Late");
  await teacher.open(board, { token });
  await anna.open(board);
  await look(teacher, { x: 2000, y: 1000, zoom: 1 });
  await teacher.page.keyboard.press("Alt+Shift+M");
  await expect(sign(anna)).toContainText("leads: you see what they see");
  await expectSameMiddle(anna, teacher);
  await late.open(board);
  await expectSameMiddle(late, teacher);
  await expect(sign(teacher)).toContainText("2 people see what you see");
  await anna.page.keyboard.press("Control+=");
  await expect(sign(anna)).toContainText("You look around alone");
  await look(teacher, { x: -3000, y: 1000, zoom: 1 });
  await expectSameMiddle(late, teacher);
  await sign(anna)
    .getByRole("button", { name: /Back to/ })
    .click();
  await expectSameMiddle(anna, teacher);
  // Whoever misses the end of the lead hears of it on coming back.
  await late.page.context().setOffline(true);
  await late.expectOffline();
  await teacher.page.keyboard.press("Alt+Shift+M");
  await late.page.context().setOffline(false);
  await late.tryNow();
  await expect(sign(anna)).toBeHidden();
  await expect(sign(late)).toBeHidden();
  await expect(sign(teacher)).toBeHidden();
});

test("[Q2] hands go up in order, everybody sees them, and a teacher lowers one", async ({
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
  await bruno.page.keyboard.press("Alt+Shift+R");
  await expect(teacher.page.locator("#people-button .raised")).toBeVisible();
  await anna.page.locator("#people-button").click();
  await anna.page.getByRole("button", { name: "Raise your hand" }).click();
  await expect(anna.page.locator("#hand-button")).toHaveAttribute("aria-pressed", "true");
  await teacher.page.locator("#people-button").click();
  const rows = teacher.page.locator("#people-list li");
  await expect(rows.nth(0)).toContainText("Bruno");
  await expect(rows.nth(0)).toContainText("Hand up: 1");
  await expect(rows.nth(1)).toContainText("Hand up: 2");
  await choose(teacher, "Bruno", "Lower the hand");
  await expect(bruno.page.locator("#hand-button")).toHaveAttribute("aria-pressed", "false");
  await teacher.page.locator("#people-button").click();
  await expect(rows.nth(0)).toContainText("Anna");
  await expect(rows.nth(0)).toContainText("Hand up: 1");
  await anna.page.getByRole("button", { name: "Raise your hand" }).click();
  await expect(teacher.page.locator("#people-button .raised")).toHaveCount(0);
});
