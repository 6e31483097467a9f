/**
 * The server changes to another form of the data while a page is open: the page stops and says so, and what it had not sent is
 * sent by the page after the reload.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

test.use({
  tolerate:
    /ERR_CONNECTION_REFUSED|Cross-Origin-Opener-Policy header has been ignored|status of 404/,
});

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("@playwright/test").Page} Page */

/** A short line of its own. @param {number} at */
function stroke(at) {
  const y = 120 + at * 40;
  return line({ x: 300, y }, { x: 500, y: y + 10 });
}

/** Version of the page's database. @param {Page} page */
async function databaseVersion(page) {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    return databases.find(({ name }) => name === "lavagna")?.version;
  });
}

/** Replaces a text in an answer, which must have it; a release build prints scripts in another way. @param {Page} page @param {RegExp} url @param {[RegExp, string]} texts */
async function rewrite(page, url, [from, to]) {
  await page.route(url, async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    expect(body, String(url)).toMatch(from);
    // The next version has another address; here it is the same, so nothing of the old one may stay.
    const headers = { ...response.headers(), "cache-control": "no-store" };
    await route.fulfill({ response, headers, body: body.replace(from, to) });
  });
}

/**
 * Makes the page one of form 2, as an earlier version served it, and the server one that still reads that form until
 * `updated` stands in the session storage.
 * @param {Page} page
 */
async function makeOld(page) {
  await page.addInitScript(() => {
    const isOld = () => sessionStorage.getItem("updated") === null;
    window.WebSocket = class extends WebSocket {
      /** @param {string | URL} url @param {string | string[]} [protocols] */
      constructor(url, protocols) {
        super(isOld() ? String(url).replace("v=2", "v=3") : url, protocols);
      }
    };
  });
  await rewrite(page, /(model\/known|joined\/app)\.js/, [/const FORM = 3;/, "const FORM = 2;"]);
  // The first version of the database stays, the later ones go.
  const later =
    /\(\) => (undefined|void 0),\s*(?:\/\/.*\s*)*\(database\) => \{[\s\S]*?\}\s*,?\s*\];/;
  await rewrite(page, /sync\/offline_database\.js/, [later, "];"]);
  await rewrite(page, /\/snapshot$/, [/"v":3/, '"v":2']);
}

test("[C15][K7] an update loses nothing that a page of the form before had queued", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const { page, root } = ada;
  await makeOld(page);
  await ada.open(board);
  await ada.draw(stroke(0));
  await ada.expectSynced();
  expect(await databaseVersion(page)).toBe(1);
  await server.kill();
  for (const at of [1, 2, 3]) await ada.draw(stroke(at));
  await ada.expectOffline();
  await ada.expectStored(3);

  await page.evaluate(() => sessionStorage.setItem("updated", "yes"));
  await page.unrouteAll();
  await server.launch();
  await ada.tryNow();
  await expect(root).toHaveAttribute("data-sync", "stopped");
  const banner = page.locator("#banners [role=alert]");
  await expect(banner).toContainText("The server has a newer version of Lavagna.");
  await expect(banner).toContainText("unsent changes are stored here and sent then");
  await ada.expectStored(3);

  await banner.getByRole("button", { name: "Reload" }).click();
  await ada.expectReady();
  await expect.poll(() => ada.shapes().then(({ length }) => length)).toBe(4);
  expect(await databaseVersion(page)).toBe(4);
  await ada.expectStored(0);
  await bruno.open(board);
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes()).length, "each of them once").toBe(4);
});

test("[C15] a page whose server was rolled back stops, says so and keeps its queue", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const { page, root } = ada;
  await page.routeWebSocket(/\/ws\?/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      // A server of form 2, which does not say its form.
      const reason = "this page is of another version than the server; reload it";
      if (String(message).startsWith('{"t":"ops"')) socket.close({ code: 4510, reason });
      else server.send(message);
    });
  });
  await ada.open(board);
  await ada.draw(stroke(0));
  await expect(root).toHaveAttribute("data-sync", "stopped");
  const banner = page.locator("#banners [role=alert]");
  await expect(banner).toContainText("The server has an older version of Lavagna than this page.");
  await expect(banner).toContainText("sent once the server has the newer version again");
  await ada.expectStored(1);
});

test("a part of the page that the newer server no longer has asks for a reload, once", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { page } = ada;
  const gone =
    /\/assets\/[^/]+\/js\/(main|joined\/[^/]*main[^/]*|ui\/dialogs\/share|joined\/share)\.js/;
  await page.route(gone, (route) => route.fulfill({ status: 404, body: "reload the page" }));
  await page.locator("#share-button").click();
  const banner = page.locator("#banners [role=alert]");
  await expect(banner).toContainText("The server has a newer version of Lavagna.");
  await ada.draw(stroke(1));
  await ada.expectSynced();
  await page.unroute(gone);
  await banner.getByRole("button", { name: "Reload" }).click();
  await expect(banner).toHaveCount(0);
  await ada.expectReady();
  await page.locator("#share-button").click();
  await expect(page.locator("dialog#share")).toBeVisible();
});
