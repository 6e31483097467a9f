/**
 * Three people do whatever comes to their mind, at the same time; in the end there is one board.
 */
import { Seeded } from "../model/seeded.js";
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line, wave } from "./strokes.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const ROUNDS = 14;

test("[O1][B8] three people draw, erase, move, undo and clear at random", async ({
  person,
  board,
  server,
}) => {
  const all = [await person("Ada"), await person("Bruno"), await person("Carla")];
  for (const one of all) await one.open(board);
  await Promise.all(all.map((one, at) => scribble(one, new Seeded(at + 1))));
  // A gesture may have been cut by the last key.
  for (const one of all) await one.page.mouse.up();
  await expectSame(server, all);
  const { seq } = await (await fetch(`${server.origin}/api/boards/${board}/hash`)).json();
  expect(seq, "edits").toBeGreaterThan(ROUNDS);
  const late = await person("Dino");
  await late.open(board);
  await expectSame(server, [...all, late]);
});

/** @param {BoardPage} who @param {Seeded} random */
async function scribble(who, random) {
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = { x: random.within(300, 900), y: random.within(90, 600) };
    const to = { x: random.within(300, 900), y: random.within(90, 600) };
    const choice = random.within(0, 19);
    if (choice < 6) await who.draw(wave(from, { width: 80, height: 40, steps: 8 }));
    else if (choice < 9) await who.draw(line(from, to, 4));
    else if (choice < 11) await who.erase(line(from, to, 4));
    else if (choice < 14) await who.drag(line(from, to, 3));
    else if (choice < 17) await who.undo();
    else if (choice < 19) await who.redo();
    else await clearAndMaybeReturn(who, random);
  }
}

/** @param {BoardPage} who @param {Seeded} random */
async function clearAndMaybeReturn(who, random) {
  // A toast of an earlier attempt says nothing about this one.
  await who.toasts.evaluateAll((toasts) => {
    for (const toast of toasts) toast.setAttribute("data-earlier", "");
  });
  await who.openMenu();
  await who.page.locator("#clear-button").click();
  const confirm = who.page.locator("#clear-confirm");
  const empty = who.page.locator(".toast:not([data-earlier])", { hasText: "empty already" });
  await expect(confirm.or(empty).first()).toBeVisible();
  if (await confirm.isHidden()) return;
  await confirm.click();
  if (random.chance(50)) await who.undo();
}
