/**
 * Unsent edits outlive the page: reloads, crashes and closed tabs lose nothing and send
 * nothing twice.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

test.use({
  tolerate: /ERR_CONNECTION_REFUSED|Cross-Origin-Opener-Policy header has been ignored/,
});

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** A page whose process is gone is missed after five looks, two seconds apart. */
const TAKEN_OVER = { timeout: 30_000 };

/** A short line of its own. @param {number} at */
function stroke(at) {
  const y = 120 + at * 40;
  return line({ x: 300, y }, { x: 500, y: y + 10 });
}

/** Draws lines without a server. @param {BoardPage} person @param {number[]} lines */
async function drawAway(person, lines) {
  for (const at of lines) await person.draw(stroke(at));
  await person.expectOffline();
  await expect(person.statusText).toHaveText(`Offline, ${lines.length} kept here`);
  await person.expectStored(lines.length);
}

/** Ids on the server's board are those that were drawn, each once. @param {BoardPage} person @param {number} count */
async function expectDrawn(person, count) {
  const ids = (await person.shapes()).map(({ id }) => id);
  expect(ids.length).toBe(count);
  expect(new Set(ids).size).toBe(count);
}

for (const place of ["127.0.0.1", "classroom.test"]) {
  test(`[K1][E7] a reload without the server loses nothing and sends it once, on ${place}`, async ({
    person,
    board,
    server,
  }) => {
    const origin = `http://${place}:${server.port}`;
    const ada = await person("Ada", { origin });
    const bruno = await person("Bruno", { origin });
    await ada.open(board);
    await bruno.open(board);
    await ada.draw(stroke(0));
    await ada.expectSynced();
    await server.kill();
    await drawAway(ada, [1, 2, 3]);
    // Without a worker the browser has nothing to show.
    await expect(ada.page.reload()).rejects.toThrow(/ERR_CONNECTION_REFUSED/);

    const protocol = () => ada.page.evaluate(() => location.protocol).catch(() => "none");
    await expect.poll(protocol, "the browser's own page about the error").toBe("chrome-error:");

    await server.launch();
    await ada.open(board);
    await bruno.tryNow();
    await expect(ada.toasts.filter({ hasText: "3 changes sent." })).toBeVisible();
    await expect.poll(() => ada.shapes().then(({ length }) => length)).toBe(4);
    await expectDrawn(ada, 4);
    await expect.poll(async () => (await bruno.hash()) === (await ada.hash())).toBe(true);
    await ada.expectStored(0);
    await expectSame(
      server,
      [ada, bruno].map((one) => Object.assign(one, { origin: server.origin })),
    );
  });
}

test("[K2] the next page sends the edits of a crashed one", async ({ person, board, server }) => {
  const ada = await person("Ada");
  await ada.open(board);
  // The code that stores edits comes with the first stroke.
  await ada.draw(stroke(2));
  await ada.expectStored(0);
  await server.kill();
  await drawAway(ada, [0, 1]);
  const crash = await ada.page.context().newCDPSession(ada.page);
  const gone = ada.page.waitForEvent("crash");
  crash.send("Page.crash").catch(() => "it cannot answer any more");
  await gone;
  await server.launch();
  const tab = await ada.openInNewTab();
  await expect.poll(() => tab.shapes().then(({ length }) => length), TAKEN_OVER).toBe(3);
  await expectSame(server, [tab]);
  await expectDrawn(tab, 3);
  await tab.expectStored(0);
});

test("[K2][K3] one of two tabs sends the edits of a third, and dependent edits follow", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const tabs = [await ada.openInNewTab(), await ada.openInNewTab()];
  await server.kill();
  await ada.page.bringToFront();
  await drawAway(ada, [0, 1, 2]);
  await ada.page.close();
  // One of them shows it.
  const waiting = async () => {
    const texts = await Promise.all(tabs.map((tab) => tab.statusText.textContent()));
    return texts.sort();
  };
  await expect.poll(waiting, TAKEN_OVER).toEqual(["Offline", "Offline, 3 kept here"]);
  const texts = await Promise.all(tabs.map((tab) => tab.statusText.textContent()));
  const holder = /** @type {BoardPage} */ (tabs[texts.indexOf("Offline, 3 kept here")]);
  await holder.page.bringToFront();
  await holder.expectInk({ x: 300, y: 110, width: 200, height: 30 });
  await holder.drag(line({ x: 400, y: 125 }, { x: 700, y: 425 }));
  await server.launch();
  for (const tab of tabs) await tab.tryNow();
  await expectSame(server, tabs);
  await expectDrawn(holder, 3);
  await holder.expectInk({ x: 600, y: 410, width: 200, height: 40 });
  await holder.expectNoInk({ x: 300, y: 112, width: 200, height: 28 });
});

test("[C12] a server that lost its last edits gets them again, and the pending ones", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(stroke(0));
  await expectSame(server, [ada, bruno]);
  await server.end("SIGTERM");
  const yesterday = await server.backUp();
  await server.launch();
  for (const one of [ada, bruno]) await one.tryNow();
  await ada.expectSynced();
  await ada.draw(stroke(1));
  await bruno.draw(stroke(2));
  await expectSame(server, [ada, bruno]);
  await server.kill();
  await ada.expectOffline();
  await ada.draw(stroke(3));
  await server.restore(yesterday);
  await server.launch();
  for (const one of [ada, bruno]) await one.tryNow();
  await expect(ada.toasts.filter({ hasText: "older copy" })).toBeVisible();
  await expect.poll(() => ada.shapes().then(({ length }) => length)).toBe(4);
  await expectSame(server, [ada, bruno]);
  await expectDrawn(ada, 4);
});

test("the status says in both languages that edits are stored, and a toast that they were sent", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const carla = await person("Carla");
  await ada.open(board);
  await carla.open(board, { query: "&lang=it" });
  await server.kill();
  await ada.expectOffline();
  const away = performance.now();
  const banner = ada.page.locator("#banners .banner");
  await expect(ada.page.locator("#say-now")).toHaveText(/Your changes are kept here/);
  await ada.draw(stroke(2));
  await carla.draw(stroke(3));
  await expect(ada.statusText).toHaveText("Offline, 1 kept here");
  await expect(carla.statusText).toHaveText("Offline, 1 conservata qui");
  await expect(ada.page.getByRole("button", { name: "Try now" })).toBeVisible();
  // A short disconnection shows no toast.
  await expect.poll(() => performance.now() - away).toBeGreaterThan(4_000);
  await expect(banner).toHaveCount(0);
  await expect(ada.toasts).toHaveCount(0);
  await server.launch();
  await ada.tryNow();
  await expect(ada.toasts.filter({ hasText: "1 change sent." })).toBeVisible();
});

test("[K1] without storage a banner says so once, and leaving asks for confirmation", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  await ada.page.addInitScript(() => {
    Object.defineProperty(window, "indexedDB", { value: undefined });
  });
  await ada.open(board);
  await ada.draw(stroke(0));
  await ada.expectSynced();
  await expect(ada.toasts).toHaveCount(0);
  await server.kill();
  const note = ada.page.getByRole("alert").filter({ hasText: "keep this page open" });
  await expect(note).toHaveCount(1);
  await ada.draw(stroke(1));
  await expect(ada.statusText).toHaveText("Offline, 1 waiting");
  await expect(ada.toasts).toHaveCount(0);
  const asked = ada.page.waitForEvent("dialog");
  const leaving = ada.page.goto("about:blank").catch(() => "dismissed");
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await leaving;
  await server.launch();
  await ada.tryNow();
  await expectSame(server, [ada]);
  await expectDrawn(ada, 2);
});

test("a switch makes a new person once no edits are pending", async ({ person, board, server }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(stroke(0));
  await ada.expectSynced();
  await server.kill();
  await drawAway(ada, [1]);
  await ada.openPeople();
  await ada.page.getByRole("button", { name: "I am somebody else" }).click();
  await expect(ada.toasts.filter({ hasText: "Not yet: 1 change is still unsent" })).toBeVisible();
  await server.launch();
  await ada.tryNow();
  await ada.expectSynced();
  await ada.expectStored(0);

  await ada.openPeople();
  await ada.page.getByRole("button", { name: "I am somebody else" }).click();
  await ada.pressToastButton("Go on");
  await ada.expectReady();
  await expect(ada.page.locator("#name-card")).toBeVisible();
  await ada.draw(stroke(4));
  await ada.expectSynced();
  await expect
    .poll(async () => (await ada.shapes()).map(({ author }) => author).sort())
    .toEqual([1, 1, 2]);
  await expectSame(server, [ada]);
});
