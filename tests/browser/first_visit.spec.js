/**
 * The first visit: from the address to the first line.
 */
import { BoardPage } from "./board_page.js";
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

const AREA = { x: 340, y: 100, width: 420, height: 160 };
const STROKE = line({ x: 360, y: 120 }, { x: 700, y: 240 });

test("[A1] one press on New board and the pen draws", async ({ person, server }) => {
  const guest = await person("");
  const { page } = guest;
  await page.goto(server.origin);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Draw together.");
  await page.getByRole("button", { name: "New board" }).click();
  await expect(page).toHaveURL(/\/b\/[0-9A-Za-z]{22}$/);
  // As soon as the board has the focus it can be drawn on; nothing else is waited for.
  await expect(guest.surface).toBeFocused();
  await guest.draw(STROKE);
  await guest.expectInk(AREA);
  await expect(guest.statusText).toHaveText("Saved");
  await guest.expectSynced();
  const key = new URL(page.url()).pathname.slice("/b/".length);
  const { seq } = await (await fetch(`${server.origin}/api/boards/${key}/hash`)).json();
  expect(seq, "edits on the server").toBe(1);
});

test("a page requests few files until its board and its controls are there", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  let requests = 0;
  ada.page.on("request", () => {
    requests += 1;
  });
  await ada.open(board);
  // A release joins modules; while developing each is a file.
  const assets = (await ada.root.getAttribute("data-assets")) ?? "";
  expect(requests).toBeLessThanOrEqual(assets.endsWith("/dev") ? 400 : 80);
});

test("the name card never blocks drawing", async ({ person, board }) => {
  const guest = await person("");
  await guest.open(board);
  const card = guest.page.locator("#name-card");
  await expect(card).toBeVisible();
  await expect(card).toContainText(/Guest \w+/);
  await guest.draw(STROKE);
  await guest.onlyShape();
  await expect(card, "whoever draws has begun").toBeHidden();
  await guest.expectSynced();
  await guest.page.reload();
  await guest.expectReady();
  await expect(card, "it asks once").toBeHidden();
});

test("the name card takes a name, and does not ask again", async ({ person, board }) => {
  const guest = await person("");
  await guest.open(board);
  const card = guest.page.locator("#name-card");
  await card.getByRole("textbox").fill("  Ada   Lovelace ");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card).toBeHidden();
  await guest.openPeople();
  await expect(guest.page.locator("#people-list li")).toContainText("Ada Lovelace");
  await guest.page.reload();
  await guest.expectReady();
  await expect(card).toBeHidden();
});

test("Escape closes the name card that has the focus, and leaves the selection", async ({
  person,
  board,
}) => {
  const guest = await person("");
  await guest.open(board);
  const card = guest.page.locator("#name-card");
  await expect(card).toBeVisible();
  await guest.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const shape = { kind: "rectangle", page: 1, pos: [0, 0, 0], geometry: { w: 1600, h: 1600 } };
    const id = editor.newId();
    editor.commit([{ op: "add", shape: { id, ...shape, style: { ink: "blue", size: 48 } } }]);
    editor.tool.set("select");
    editor.selection.select([id]);
  });
  const selected = () =>
    guest.page.evaluate(() => /** @type {any} */ (window).lavagna.editor.selection.size);
  await card.getByRole("textbox").focus();
  await guest.page.keyboard.press("Escape");
  await expect(card).toBeHidden();
  await expect(guest.surface).toBeFocused();
  expect(await selected()).toBe(1);
  await guest.page.keyboard.press("Escape");
  await expect.poll(selected).toBe(0);
});

test("a browser that prefers Italian gets Italian, and English when it is chosen", async ({
  person,
  server,
}) => {
  const anna = await person("Anna", { locale: "it-IT" });
  const { page } = anna;
  await page.goto(server.origin);
  await expect(anna.root).toHaveAttribute("lang", "it");
  await page.getByRole("button", { name: "Nuova lavagna" }).click();
  await anna.expectReady();
  await expect(anna.statusText).toHaveText("Salvato");
  await expect(page.locator("[data-tool=pen]")).toHaveAccessibleName("Penna");

  await anna.openSettings();
  await page.getByRole("link", { name: "English" }).click();
  await expect(anna.root).toHaveAttribute("lang", "en");
  await anna.expectReady();
  await expect(anna.statusText).toHaveText("Saved");
  await page.goto(server.origin);
  await expect(page.getByRole("button", { name: "New board" })).toBeVisible();
});

test("a board is joined by its link", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const { page } = ada;
  await page.goto(server.origin);
  await page
    .getByLabel("Type the code of the lesson, or paste the link")
    .fill(`${server.origin}/b/${board}`);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page).toHaveURL(`${server.origin}/b/${board}`);
  await ada.expectReady();
});

test("recent boards are listed by name until they are removed", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  await page.goto(server.origin);
  await expect(page.locator("#recent")).toBeHidden();
  await ada.open(board);
  await ada.renameBoard("Waves");
  await ada.expectSynced();
  await page.goto(server.origin);
  const entry = page.locator("#recent-list a");
  await expect(entry).toContainText("Waves");
  await entry.click();
  await ada.expectReady();
  await expect(page.locator("#board-name")).toHaveText("Waves");
  await page.goto(server.origin);
  const remove = page.getByRole("button", { name: "Remove from the list: Waves" });
  await remove.click();
  await expect(entry).toHaveCount(0);
  // The list may have been the only way to the board.
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(entry).toContainText("Waves");
  await remove.click();
  await page.reload();
  await expect(page.locator("#recent")).toBeHidden();
});

test("the demo board is shared", async ({ person, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) {
    await one.page.goto(server.origin);
    await one.page.getByRole("link", { name: "Public demo board" }).click();
    await expect(one.page).toHaveURL(`${server.origin}/b/demo`);
    await one.expectReady();
    await expect(one.page.locator("#banners")).toContainText("This demo board is public");
  }
  // Said once in a browser.
  await ada.page.locator("[data-banner=demo] [data-dismiss]").click();
  await ada.page.reload();
  await ada.expectReady();
  await expect(ada.page.locator("[data-banner=demo]")).toBeHidden();
  await bruno.expectNoInk(AREA);
  await ada.draw(STROKE);
  await bruno.expectInk(AREA);
});

for (const [width, height] of [
  [390, 844],
  [360, 640],
]) {
  test(`the name card leaves the demo board's warning free, ${width}x${height}`, async ({
    person,
    server,
  }) => {
    const viewport = { width: width ?? 0, height: height ?? 0 };
    const guest = await person("", { viewport });
    await guest.page.goto(`${server.origin}/b/demo`);
    await guest.expectReady();
    const [card, banner] = ["#name-card", "[data-banner=demo]"].map((part) =>
      guest.page.locator(part),
    );
    if (card === undefined || banner === undefined) throw new Error("unreachable");
    await expect(card).toBeVisible();
    await expect(banner).toBeVisible();
    const [upper, lower] = [await restingBox(card), await restingBox(banner)];
    expect(upper.y + upper.height).toBeLessThanOrEqual(lower.y);
    const ledge = await restingBox(guest.page.locator("#ledge"));
    expect(lower.y + lower.height).toBeLessThanOrEqual(ledge.y);
    await card.getByRole("button", { name: "Save" }).click();
    await expect(card).toBeHidden();
  });
}

test("without scripts the start page creates a board that explains what is missing", async ({
  person,
  server,
}) => {
  const ada = await person("", { javaScriptEnabled: false });
  await ada.page.goto(server.origin);
  await ada.page.getByRole("button", { name: "New board" }).click();
  await expect(ada.page).toHaveURL(/\/b\/[0-9A-Za-z]{22}#o=[0-9A-Za-z]+$/);
  await expect(ada.page.locator("noscript .no-script")).toBeVisible();
});

test("the board works before its other controls have loaded", async ({ person, board }) => {
  const ada = await person("Ada");
  const { page } = ada;
  /** Late requests, held until the first line has been drawn. @type {import("@playwright/test").Route[]} */
  const late = [];
  await page.route(/\/ui\/page\/chrome\.js$/, (route) => {
    late.push(route);
  });
  await page.goto(`${ada.origin}/b/${board}?debug`);
  await expect(ada.surface).toBeFocused();
  await ada.draw(STROKE);
  await ada.onlyShape();
  expect(late).toHaveLength(1);
  await page.keyboard.press("e");
  await expect(page.locator("[data-tool=eraser]")).toHaveAttribute("aria-pressed", "true");
  for (const route of late) await route.continue();
  await ada.expectReady();
});

test.describe("wrong addresses", () => {
  test.use({ tolerate: /status of 404/ });

  test("[A5] an unknown board differs from an empty one", async ({ person, server }) => {
    const ada = await person("Ada");
    const { page } = ada;
    const answer = await page.goto(`${server.origin}/b/AAAAAAAAAAAAAAAAAAAAAA`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("No such board");
    await page.getByRole("button", { name: "New board" }).click();
    await ada.expectReady();
  });
});

test("a link to no board of this server is explained beside the field", async ({
  person,
  server,
}) => {
  const { page } = await person("Ada");
  await page.goto(server.origin);
  const field = page.getByLabel("Type the code of the lesson, or paste the link");
  await field.fill("https://example.com/elsewhere");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "This is neither a code nor a link to a board.",
  );
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("https://example.com/elsewhere");
  await field.fill("https://example.com/b/AAAAAAAAAAAAAAAAAAAAAA");
  await expect(page.getByRole("alert")).toHaveText("");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("link", { name: "Open it on example.com" })).toHaveAttribute(
    "href",
    "https://example.com/b/AAAAAAAAAAAAAAAAAAAAAA",
  );
});

test("a second tab of the same browser is the same person", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(STROKE);
  await ada.onlyShape();
  const second = new BoardPage(await ada.page.context().newPage(), ada);
  await second.open(board);
  await second.draw(line({ x: 360, y: 500 }, { x: 700, y: 500 }));
  await second.expectSynced();
  await expect.poll(async () => (await ada.shapes()).map(({ author }) => author)).toEqual([1, 1]);
});
