/**
 * Undo over a reload: what this browser did on a board in the last day can be undone by its next page.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

test.use({ tolerate: /ERR_CONNECTION_REFUSED|409/ });

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const UPPER = line({ x: 300, y: 150 }, { x: 500, y: 150 });
const LOWER = line({ x: 300, y: 550 }, { x: 500, y: 550 });
const UPPER_AREA = { x: 290, y: 130, width: 220, height: 40 };
const LOWER_AREA = { x: 290, y: 530, width: 220, height: 40 };

/** Reloads, and waits until the history of the page before is there. @param {BoardPage} person @param {"undo" | "redo"} button */
async function reload(person, button) {
  await person.page.reload();
  await person.expectReady();
  await expect(person.page.locator(`#${button}`)).toHaveAttribute("aria-disabled", "false");
}

/** Presses a button until it has nothing left to do. @param {BoardPage} person @param {"undo" | "redo"} button */
async function pressAll(person, button) {
  const locator = person.page.locator(`#${button}`);
  await expect(async () => {
    await person[button]();
    await expect(locator).toHaveAttribute("aria-disabled", "true", { timeout: 500 });
  }).toPass();
}

for (const place of ["127.0.0.1", "classroom.test"]) {
  test(`[K8] draw, restyle, move and erase, reload, undo all and redo all, on ${place}`, async ({
    person,
    board,
    server,
  }) => {
    const origin = `http://${place}:${server.port}`;
    const ada = await person("Ada", { origin });
    const bruno = await person("Bruno", { origin });
    const all = [ada, bruno];
    for (const one of all) await one.open(board);
    await bruno.draw(LOWER);
    await expectSame(server, all);
    const before = await bruno.canonical();
    await ada.draw(UPPER);
    await ada.drag(line({ x: 400, y: 150 }, { x: 400, y: 250 }));
    await ada.page.keyboard.press("Control+a");
    await ada.chooseInk("red");
    await ada.page.keyboard.press("Escape");
    await ada.erase(line({ x: 400, y: 100 }, { x: 400, y: 600 }));
    await expectSame(server, all);
    expect(await bruno.shapes()).toEqual([]);
    const after = await bruno.canonical();

    await reload(ada, "undo");
    await ada.undo();
    await bruno.expectInk(LOWER_AREA);
    await server.kill();
    await server.launch();
    await pressAll(ada, "undo");
    await expectSame(server, all);
    expect(await bruno.canonical(), "as it was before").toBe(before);
    await bruno.expectNoInk(UPPER_AREA);

    await reload(ada, "redo");
    await pressAll(ada, "redo");
    await expectSame(server, all);
    expect(await bruno.canonical(), "as it was after").toBe(after);
    await expect(ada.toasts).toHaveCount(0);
  });
}

test("[K8] [O4] what somebody has changed meanwhile stays, and the person is told", async ({
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
  await ada.page.goto("about:blank");
  await bruno.drag(line({ x: 400, y: 250 }, { x: 400, y: 350 }));
  await bruno.expectSynced();
  const moved = (await bruno.shapes())[0]?.pos;
  await ada.open(board);
  await expect(ada.page.locator("#undo")).toHaveAttribute("aria-disabled", "false");
  await ada.undo();
  await expect(ada.toasts).toHaveText(/somebody else has changed it/);
  await expectSame(server, all);
  expect((await bruno.shapes())[0]?.pos).toEqual(moved);
});

test("[K8] [H7] where the server has trimmed its log, the person is told that undo ends here", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const all = [ada, bruno];
  for (const one of all) await one.open(board);
  await ada.draw(UPPER);
  await expectSame(server, all);
  await ada.page.goto("about:blank");
  await bruno.draw(LOWER);
  await bruno.expectSynced();
  await ada.page.route(/\/log\?since=/, (route) =>
    route.fulfill({ status: 409, json: { error: "resync", text: "trimmed" } }),
  );
  await ada.open(board);
  await expect(ada.page.locator("#undo")).toHaveAttribute("aria-disabled", "false");
  await ada.undo();
  await expect(ada.toasts).toHaveText(/can no longer be undone/);
  await expect(ada.page.locator("#undo")).toHaveAttribute("aria-disabled", "true");
  await expectSame(server, all);
  expect((await bruno.shapes()).length).toBe(2);
});

test("[K8] two tabs keep their own histories while both reload", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const tab = await ada.openInNewTab();
  await ada.draw(UPPER);
  await tab.draw(LOWER);
  await expectSame(server, [ada, tab, bruno]);
  // The code that stores loads after the first stroke.
  await ada.expectHistories(2);
  await reload(ada, "undo");
  await reload(tab, "undo");
  await tab.undo();
  await bruno.expectNoInk(LOWER_AREA);
  await bruno.expectInk(UPPER_AREA);
  await ada.undo();
  await bruno.expectNoInk(UPPER_AREA);
  await expectSame(server, [ada, tab, bruno]);
});
