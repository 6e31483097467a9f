/**
 * Without a network drawing works: pending edits are counted and merge when the network is back.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

test.use({ tolerate: /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED/ });

test("two people draw offline and their boards merge", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await server.kill();
  await ada.expectOffline();
  await expect(ada.statusText).toHaveText("Offline");
  await ada.draw(line({ x: 300, y: 120 }, { x: 500, y: 140 }));
  await expect(ada.statusText).toHaveText("Offline, 1 kept here");
  await ada.draw(line({ x: 300, y: 220 }, { x: 500, y: 240 }));
  await expect(ada.statusText).toHaveText("Offline, 2 kept here");
  await ada.expectInk({ x: 300, y: 110, width: 200, height: 40 });
  await bruno.draw(line({ x: 300, y: 320 }, { x: 500, y: 340 }));
  // Unsent edits can be undone too.
  await bruno.undo();
  await bruno.draw(line({ x: 300, y: 520 }, { x: 500, y: 540 }));

  await server.launch();
  for (const one of [ada, bruno]) await one.tryNow();
  await expectSame(server, [ada, bruno]);
  await expect(ada.statusText).toHaveText("Saved");
  expect((await ada.shapes()).length).toBe(3);
  await bruno.expectInk({ x: 300, y: 210, width: 200, height: 40 });
  await ada.expectNoInk({ x: 300, y: 310, width: 100, height: 40 });
});

test("[C8] a silent loss of the network is detected, and its return at once", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.page.context().setOffline(true);
  await ada.draw(line({ x: 300, y: 120 }, { x: 500, y: 140 }));
  await expect(ada.statusText).toHaveText("Offline, 1 kept here");
  await ada.page.context().setOffline(false);
  await expect(ada.root).toHaveAttribute("data-sync", "synced", { timeout: 3_000 });
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes()).length).toBe(1);
});

test("one press retries the connection at once", async ({ person, board, server }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await server.kill();
  await ada.draw(line({ x: 300, y: 120 }, { x: 500, y: 140 }));
  await ada.expectOffline();
  await server.launch();
  await ada.page.getByRole("button", { name: "Try now" }).click();
  await expectSame(server, [ada]);
  await expect(ada.page.getByRole("button", { name: "Try now" })).toBeHidden();
});
