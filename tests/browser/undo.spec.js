/**
 * Undo reverts my own edits only, and none that somebody has changed since.
 */
import { expectSame } from "./board_page.js";
import { DelayedMessages } from "./delayed_messages.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

const UPPER = line({ x: 300, y: 150 }, { x: 500, y: 150 });
const LOWER = line({ x: 300, y: 550 }, { x: 500, y: 550 });
const UPPER_AREA = { x: 290, y: 130, width: 220, height: 40 };
const LOWER_AREA = { x: 290, y: 530, width: 220, height: 40 };

/** Where the one shape of the board is. @param {import("./board_page.js").BoardPage} person */
async function place(person) {
  return (await person.shapes())[0]?.pos;
}

test("undo and redo change my own lines only", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  for (const one of all) await one.open(board);
  const undo = ada.page.locator("#undo");
  await expect(undo).toHaveAttribute("aria-disabled", "true");
  await ada.draw(UPPER);
  await bruno.draw(LOWER);
  await expectSame(server, all);
  const before = await ada.canonical();

  await undo.click();
  await expectSame(server, all);
  await bruno.expectNoInk(UPPER_AREA);
  await bruno.expectInk(LOWER_AREA);
  // My lines are gone; Bruno's stay, however often I undo.
  await ada.undo();
  await ada.undo();
  await expect(undo).toHaveAttribute("aria-disabled", "true");
  await expectSame(server, all);
  await ada.expectInk(LOWER_AREA);

  await ada.page.locator("#redo").click();
  await expectSame(server, all);
  expect(await bruno.canonical(), "as it was").toBe(before);
});

test("undo restores erased shapes exactly", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  for (const one of all) await one.open(board);
  await ada.draw(UPPER);
  await bruno.draw(LOWER);
  await expectSame(server, all);
  const before = await ada.canonical();
  // People may erase each other's lines.
  await ada.erase(line({ x: 400, y: 100 }, { x: 400, y: 600 }));
  await expectSame(server, all);
  expect(await bruno.shapes()).toEqual([]);
  await bruno.expectNoInk(LOWER_AREA);
  await ada.undo();
  await expectSame(server, all);
  expect(await bruno.canonical()).toBe(before);
  await ada.redo();
  await expectSame(server, all);
  expect(await bruno.shapes()).toEqual([]);
});

test("[O4] undo skips a move that somebody has changed since, and says so", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  for (const one of all) await one.open(board);
  await ada.draw(UPPER);
  await ada.drag(line({ x: 400, y: 150 }, { x: 400, y: 250 }));
  await expectSame(server, all);
  await bruno.drag(line({ x: 400, y: 250 }, { x: 700, y: 250 }));
  await expectSame(server, all);
  const before = await ada.canonical();

  await ada.undo();
  await expect(ada.toasts).toContainText("1 thing was not undone: somebody else has changed it.");
  await expectSame(server, all);
  expect(await bruno.canonical()).toBe(before);
});

test("[O4][E10] the server refuses an undo that races somebody else's change", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  const mail = await DelayedMessages.of(ada.page);
  for (const one of all) await one.open(board);
  await ada.draw(UPPER);
  await ada.drag(line({ x: 400, y: 150 }, { x: 400, y: 250 }));
  await expectSame(server, all);
  // Ada does not hear that Bruno moves the line.
  mail.hold();
  await bruno.drag(line({ x: 400, y: 250 }, { x: 700, y: 250 }));
  await bruno.expectSynced();
  const before = await bruno.canonical();
  await ada.undo();
  await ada.expectInk(UPPER_AREA);
  mail.release();
  await expect(ada.toasts).toContainText("1 thing was not undone: somebody else has changed it.");
  await expectSame(server, all);
  expect(await ada.canonical()).toBe(before);
  await ada.expectNoInk(UPPER_AREA);
});

test("two moves are undone twice and redone twice", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  for (const one of all) await one.open(board);
  await ada.draw(UPPER);
  await expectSame(server, all);
  const first = await place(ada);
  await ada.drag(line({ x: 400, y: 150 }, { x: 420, y: 250 }));
  await expectSame(server, all);
  const second = await place(ada);
  await ada.drag(line({ x: 420, y: 250 }, { x: 600, y: 250 }));
  await expectSame(server, all);
  const third = await place(ada);
  expect(new Set([first, second, third].map(String)).size).toBe(3);

  for (const [act, expected] of /** @type {const} */ ([
    ["undo", second],
    ["undo", first],
    ["redo", second],
    ["redo", third],
  ])) {
    await ada[act]();
    await expectSame(server, all);
    expect(await place(bruno), act).toEqual(expected);
  }
});

test("draw, undo and redo work ahead of the acknowledgements", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  const mail = await DelayedMessages.of(ada.page);
  for (const one of all) await one.open(board);
  mail.hold();
  await ada.draw(UPPER);
  await ada.undo();
  await ada.draw(LOWER);
  await ada.undo();
  await ada.redo();
  await ada.undo();
  await ada.redo();
  await expect.poll(() => mail.count, "messages on their way").toBeGreaterThan(0);
  await ada.expectInk(LOWER_AREA);
  await ada.expectNoInk(UPPER_AREA);
  mail.release();
  await expectSame(server, all);
  await bruno.expectInk(LOWER_AREA);
  await bruno.expectNoInk(UPPER_AREA);
  expect((await bruno.shapes()).length).toBe(1);
});
