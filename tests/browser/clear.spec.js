/**
 * Clearing the page is asked first, and one press brings everything back as it was.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { arc, line } from "./strokes.js";

const AREA = { x: 290, y: 130, width: 220, height: 40 };

test("[B5][B6] everybody sees a clear and its undo", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  for (const one of all) await one.open(board);
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await bruno.chooseInk("violet");
  await bruno.draw(arc({ x: 300, y: 500 }, 60));
  await ada.chooseTool("highlighter");
  await ada.draw(line({ x: 300, y: 170 }, { x: 500, y: 170 }));
  await ada.chooseTool("pen");
  await ada.drag(line({ x: 300, y: 560 }, { x: 320, y: 540 }));
  await expectSame(server, all);
  const before = await ada.canonical();

  await ada.clear();
  await expect(ada.toasts).toContainText("Page cleared, 3 shapes");
  await expectSame(server, all);
  expect(await bruno.shapes()).toEqual([]);
  await bruno.expectNoInk(AREA);

  await ada.pressToastButton("Undo");
  await expect(ada.toasts).toHaveCount(0);
  await expectSame(server, all);
  expect(await bruno.canonical(), "exactly as it was").toBe(before);
  await bruno.expectInk(AREA);
});

test("the dialog names the number of shapes, and Cancel keeps them", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.openMenu();
  await ada.page.locator("#clear-button").click();
  await expect(ada.toasts).toContainText("The page is empty already.");
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await ada.openClearDialog();
  const dialog = ada.page.getByRole("dialog", { name: "Clear the page?" });
  await expect(dialog).toContainText("This removes 2 shapes for everyone. You can undo it.");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await ada.page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await ada.expectInk(AREA);
  expect((await ada.shapes()).length).toBe(2);
});

test("undoing a clear by key closes its toast", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.onlyShape();
  await ada.clear();
  await expect(ada.toasts).toHaveCount(1);
  await ada.undo();
  await expect(ada.toasts).toHaveCount(0);
  await ada.onlyShape();
});

test("a line drawn during a clear stays", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  for (const one of all) await one.open(board);
  await ada.draw(line({ x: 300, y: 350 }, { x: 500, y: 350 }));
  await expectSame(server, all);
  await bruno.drawAndHold(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.clear();
  await bruno.penUp();
  await expectSame(server, all);
  expect((await ada.shapes()).length).toBe(1);
  await ada.expectInk(AREA);
});

test.describe("while the server restarts", () => {
  // The browser reports a refused connection while the server restarts.
  test.use({ tolerate: /ERR_CONNECTION_REFUSED/ });

  test("a clear and its undo work after the server was restarted", async ({
    person,
    board,
    server,
  }) => {
    const ada = await person("Ada");
    await ada.open(board);
    await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
    await ada.expectSynced();
    const before = await ada.canonical();
    await ada.clear();
    await ada.expectSynced();
    await server.end("SIGTERM");
    await server.launch();
    await ada.pressToastButton("Undo");
    await ada.tryNow();
    await expectSame(server, [ada]);
    expect(await ada.canonical()).toBe(before);
  });
});

test("[A13] a cleared page is brought back from the menu, after a reload and by somebody else", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  /** @param {import("./board_page.js").BoardPage} who */
  const ask = async (who) => {
    await who.openMenu();
    await who.page.locator("#bring-back-button").click();
  };
  await ask(ada);
  await expect(ada.toasts).toContainText("This page has nothing to bring back.");
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.onlyShape();
  const before = await ada.canonical();
  await ada.clear();
  await ada.expectSynced();
  await ada.page.reload();
  await ada.expectReady();
  const carla = await person("Carla");
  await carla.open(board);
  await ask(carla);
  await carla.page.getByRole("button", { name: /cleared by .*Ada/ }).click();
  await expectSame(server, [ada, carla]);
  expect(await ada.canonical()).toBe(before);
  await ada.expectInk(AREA);

  await carla.undo();
  await expectSame(server, [ada, carla]);
  expect(await ada.shapes(), "one step takes it away again").toEqual([]);
  await ask(carla);
  await carla.page.getByRole("button", { name: /cleared by .*Ada/ }).click();
  await expectSame(server, [ada, carla]);
  expect(await ada.canonical()).toBe(before);
  for (const one of [ada, carla]) {
    await ask(one);
    await expect(one.toasts.last(), "it is back already").toContainText("nothing to bring back");
  }
});

/** Strokes far to the right, of whose restore the log has more than a megabyte. @param {string} origin @param {string} board @param {number} count */
async function fill(origin, board, count) {
  const key = board.split("/").pop();
  const tag = "00000000000000f1";
  const time = Array(40).fill(8);
  const points = time.flatMap((_, at) => [(at * 7) % 50, (at * 13) % 40]);
  const pressure = time.map((_, at) => (at === 0 ? 128 : 0));
  const edits = Array.from({ length: count / 100 }, (_, edit) => ({
    ops: Array.from({ length: 100 }, (_, at) => ({
      op: "add",
      shape: {
        ...{ id: `${tag}.${edit * 100 + at + 1}`, kind: "ink", page: 1 },
        pos: [60_000 + at * 40, 2_000 + edit * 60, 0],
        geometry: { points, pressure, time },
        style: { ink: "blue", size: 40 },
      },
    })),
  }));
  const body = JSON.stringify({ person: "f".repeat(32), tag, first: 1, edits });
  const answer = await fetch(`${origin}/api/boards/${key}/ops`, {
    ...{ method: "POST", body, headers: { "content-type": "application/json" } },
  });
  expect((await answer.json()).nacks).toEqual([]);
}

test("[C6] everybody fetches a restored full page and can draw on it at once", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  for (const one of all) await one.open(board);
  await fill(server.origin, board, 4_000);
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await expectSame(server, all);
  const before = await ada.canonical();

  await ada.clear();
  await expect(ada.toasts).toContainText("Page cleared, 4,001 shapes");
  await expectSame(server, all);
  const fetched = bruno.page.waitForResponse((response) => response.url().endsWith("/snapshot"));
  await ada.pressToastButton("Undo");
  await fetched;
  await expectSame(server, all);
  expect(await bruno.canonical(), "exactly as it was").toBe(before);
  await bruno.expectInk(AREA);
  await bruno.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await expectSame(server, all);
  for (const one of all) await one.expectSynced();
  expect((await ada.shapes()).length).toBe(4_002);
  await expect(ada.toasts).toHaveCount(0);
});
