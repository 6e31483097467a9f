/**
 * Pictures: pasted, dropped and picked, seen by others, described, undone, refused in words, and sent when the network is back.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./harness.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

// The server refuses a picture in one test, and the network is cut in another.
test.use({ tolerate: /Failed to load resource/ });

const MAGENTA = /** @type {const} */ ([230, 20, 230]);
/** Where a pasted picture lies: the middle of the window. */
const MIDDLE = { x: 600, y: 370, width: 80, height: 60 };
const TEAL = /** @type {const} */ ([0, 150, 150]);

/** Dispatches a paste or a drop with a picture of one colour, made by the page. @param {BoardPage} who @param {"paste" | "drop"} type @param {readonly [number, number, number]} colour */
async function give({ page }, type, colour) {
  await page.evaluate(
    async ({ type, colour }) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [320, 240];
      const ctx = canvas.getContext("2d");
      if (ctx === null) throw new Error("no canvas");
      ctx.fillStyle = `rgb(${colour.join(" ")})`;
      ctx.fillRect(0, 0, 320, 240);
      /** @type {Blob | null} */
      const blob = await new Promise((resolve) => canvas.toBlob(resolve));
      const data = new DataTransfer();
      data.items.add(new File([blob ?? ""], "field.png", { type: "image/png" }));
      const surface = document.getElementById("overlay");
      const init = { bubbles: true, cancelable: true };
      if (type === "paste")
        surface?.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: data }));
      else
        surface?.dispatchEvent(
          new DragEvent("drop", { ...init, dataTransfer: data, clientX: 900, clientY: 300 }),
        );
    },
    { type, colour },
  );
}

/** Waits until somebody sees a picture of a colour. @param {BoardPage} who @param {readonly [number, number, number]} colour */
async function sees(who, colour) {
  const count = async () => (await who.picture()).count([...colour]);
  await expect.poll(count, `the picture on ${who.name}'s page`).toBeGreaterThan(10_000);
}

/** @param {BoardPage} who @param {readonly [number, number, number]} colour */
async function seesNot(who, colour) {
  const count = async () => (await who.picture()).count([...colour]);
  await expect.poll(count, `no picture on ${who.name}'s page`).toBe(0);
}

test("[P1] [O13] a pasted and a dropped picture are seen by all, also late and after a reload, and undone", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await give(ada, "paste", MAGENTA);
  await sees(bruno, MAGENTA);
  await sees(ada, MAGENTA);
  await give(bruno, "drop", TEAL);
  await sees(ada, TEAL);
  await expect.poll(() => bruno.hash()).toBe(await ada.hash());
  await ada.undo();
  await seesNot(bruno, MAGENTA);
  await ada.redo();
  await sees(bruno, MAGENTA);
  await sees(bruno, TEAL);
  await expect.poll(() => bruno.hash()).toBe(await ada.hash());

  await ada.page.reload();
  await ada.expectReady();
  await sees(ada, MAGENTA);
  const carla = await person("Carla");
  await carla.open(board);
  await sees(carla, MAGENTA);
  await sees(carla, TEAL);
});

test("a picture is picked from the menu and described, and its description is for everybody", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await ada.openMenu();
  const [chooser] = await Promise.all([
    ada.page.waitForEvent("filechooser"),
    ada.page.locator("#picture-button").click(),
  ]);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="rgb(${MAGENTA.join(",")})"/></svg>`;
  await chooser.setFiles({
    name: "field.svg",
    mimeType: "image/svg+xml",
    buffer: Buffer.from(svg),
  });
  await sees(bruno, MAGENTA);
  await ada.pressToastButton("Describe it");
  const field = ada.page.locator("#describe-field");
  await expect(field).toBeFocused();
  const { violations } = await new AxeBuilder({ page: ada.page }).analyze();
  expect(violations).toEqual([]);
  await field.fill("A field in bloom");
  await ada.page.locator("#describe button[type=submit]").click();
  const alts = async () => (await bruno.shapes()).map((shape) => /** @type {any} */ (shape).alt);
  await expect.poll(alts).toEqual(["A field in bloom"]);
  await ada.undo();
  await expect.poll(alts).toEqual([undefined]);
});

test("[P1] a picture that cannot be sent yet is shown, and sent once the network is back", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  let isCut = true;
  let stored = 0;
  await ada.page.route("**/images/*", async (route) => {
    if (route.request().method() !== "PUT") return route.continue();
    if (isCut) return route.abort();
    stored += 1;
    return route.continue();
  });
  await give(ada, "paste", MAGENTA);
  await expect(ada.page.locator(".toast")).toContainText("sent when the network is back");
  expect((await bruno.shapes()).length).toBe(0);
  isCut = false;
  await ada.page.evaluate(() => dispatchEvent(new Event("online")));
  await sees(bruno, MAGENTA);
  expect(stored).toBe(1);
  await expect.poll(async () => (await ada.shapes()).length).toBe(1);
});

/** Counts the uploads of all tabs of a person, and lets them fail while `isCut`. @param {BoardPage} who */
async function watchUploads({ page }) {
  const uploads = { isCut: true, stored: 0 };
  await page.context().route("**/images/*", async (route) => {
    if (route.request().method() !== "PUT") return route.continue();
    if (uploads.isCut) return route.abort();
    uploads.stored += 1;
    return route.continue();
  });
  return uploads;
}

test("[K9] a picture that waits survives a reload and the end of its tab, and is sent once", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  const uploads = await watchUploads(ada);
  await give(ada, "paste", MAGENTA);
  const mark = ada.page.locator(".picture-mark");
  await expect(mark).toContainText("Waits for the network");
  await expect(ada.root).toHaveAttribute("data-sync", "saving");
  await expect.poll(() => ada.countStored("files")).toBe(1);
  await ada.page.reload();
  await ada.expectReady();
  await expect(mark).toContainText("Waits for the network");
  const tab = await ada.openInNewTab();
  await ada.page.close();
  await expect(tab.page.locator(".picture-mark")).toContainText("Waits for the network");
  expect(await bruno.shapes()).toEqual([]);
  uploads.isCut = false;
  await tab.tryNow();
  await sees(bruno, MAGENTA);
  await sees(tab, MAGENTA);
  await expect(tab.page.locator(".picture-mark")).toHaveCount(0);
  await tab.expectSynced();
  expect((await tab.shapes()).length).toBe(1);
  expect(uploads.stored).toBe(1);
  expect(await tab.countStored("pictures")).toBe(0);
});

test("[K9] a picture that is being sent when the server dies is sent to the next one", async ({
  person,
  board,
  server,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  /** @type {(() => void)[]} */
  const held = [];
  await ada.page.route("**/images/*", async (route) => {
    if (route.request().method() === "PUT" && held.length === 0)
      await new Promise((resolve) => held.push(() => resolve(undefined)));
    await route.continue().catch(() => undefined);
  });
  await give(ada, "paste", MAGENTA);
  await expect.poll(() => held.length).toBe(1);
  await server.kill();
  held[0]?.();
  await server.launch();
  await sees(bruno, MAGENTA);
  await expect.poll(async () => (await ada.shapes()).length).toBe(1);
});

test("[K9] a picture that the server refuses says why, can be saved, and is given up by a key", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  let asked = 0;
  await ada.page.route("**/images/*", (route) => {
    asked += 1;
    return route.fulfill({ status: 507, json: { error: "quota", text: "full" } });
  });
  await give(ada, "paste", MAGENTA);
  await expect(ada.page.locator(".toast")).toContainText("as many pictures as it may have");
  const mark = ada.page.locator(".picture-mark");
  await expect(mark).toContainText("Not on the board");
  const { violations } = await new AxeBuilder({ page: ada.page }).analyze();
  expect(violations).toEqual([]);
  const [download] = await Promise.all([
    ada.page.waitForEvent("download"),
    mark.getByRole("button", { name: "Save it" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("picture.png");
  await mark.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => asked).toBe(2);
  await expect(mark).toContainText("Not on the board");
  await mark.getByRole("button", { name: "Try again" }).focus();
  await ada.page.keyboard.press("Delete");
  await expect(mark).toHaveCount(0);
  await expect(ada.surface).toBeFocused();
  await ada.expectSynced();
  await expect.poll(() => ada.countStored("files")).toBe(0);
});

/** Number of images that others are sending, as a page sees them. @param {BoardPage} who @returns {Promise<number>} */
const seenDrafts = ({ page }) =>
  page.evaluate(() => {
    const { peers } = /** @type {any} */ (window).lavagna.editor;
    const previews = peers.drafts().flatMap((/** @type {any} */ draft) => draft.previews);
    return previews.filter((/** @type {any} */ { shape }) => shape?.kind === "image").length;
  });

test("[V2] the others see a box while a picture is sent, which goes when it is cancelled or its sender leaves", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  let asked = 0;
  await bruno.page.route("**/images/*", (route) => {
    asked += 1;
    return route.continue();
  });
  const uploads = await watchUploads(ada);
  await give(ada, "paste", MAGENTA);
  await expect.poll(() => seenDrafts(bruno)).toBe(1);
  await bruno.expectInk(MIDDLE);
  const mark = ada.page.locator(".picture-mark");
  await mark.getByRole("button", { name: "Cancel this picture" }).focus();
  await ada.page.keyboard.press("Escape");
  await expect(mark).toHaveCount(0);
  await expect.poll(() => seenDrafts(bruno)).toBe(0);
  await bruno.expectNoInk(MIDDLE);
  await give(ada, "paste", TEAL);
  await expect.poll(() => seenDrafts(bruno)).toBe(1);
  expect(asked).toBe(0);
  uploads.isCut = false;
  await ada.tryNow();
  await sees(bruno, TEAL);
  expect(await seenDrafts(bruno)).toBe(0);
  uploads.isCut = true;
  await give(ada, "drop", MAGENTA);
  await expect.poll(() => seenDrafts(bruno)).toBe(1);
  await ada.page.close();
  await expect.poll(() => seenDrafts(bruno)).toBe(0);
});

test("a picture of another board is fetched and stored again where it is pasted, with what is around it", async ({
  person,
  board,
  server,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await give(ada, "paste", MAGENTA);
  await sees(ada, MAGENTA);
  await ada.expectSynced();
  const [shape] = await ada.shapes();
  const { author, seq, z, ...image } = /** @type {any} */ (shape);
  const label = { ...image, id: image.id.replace(/1$/, "9"), kind: "rectangle", image: undefined };
  const lost = { ...image, id: image.id.replace(/1$/, "8"), image: image.id.replace(/1$/, "77") };
  const { origin } = server;
  const init = { method: "POST", headers: { origin }, redirect: /** @type {const} */ ("manual") };
  const made = await fetch(`${origin}/boards`, init);
  const other = (made.headers.get("location") ?? "").split("/").at(-1) ?? "";
  await bruno.open(other);
  const paste = (/** @type {unknown[]} */ shapes) =>
    bruno.page.evaluate(
      (json) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("application/x-lavagna+json", json);
        const init = { clipboardData, bubbles: true, cancelable: true };
        document.getElementById("overlay")?.dispatchEvent(new ClipboardEvent("paste", init));
      },
      JSON.stringify({ lavagna: 3, board, shapes }),
    );
  await paste([image, label]);
  await sees(bruno, MAGENTA);
  await bruno.expectSynced();
  const pasted = /** @type {any[]} */ (await bruno.shapes());
  expect(pasted.map(({ kind }) => kind)).toEqual(["image", "rectangle"]);
  expect(pasted[0].image).not.toBe(image.image);
  await bruno.undo();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(0);
  await paste([lost, label]);
  await expect(bruno.page.locator(".toast.error")).toContainText("could not be fetched");
  await expect.poll(async () => (await bruno.shapes()).length).toBe(1);
});

test("a file that is no picture is refused in words, in Italian too", async ({ person, board }) => {
  const ada = await person("Ada", { locale: "it-IT" });
  await ada.open(board);
  await ada.page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], "cat.png", { type: "image/png" }));
    const init = { bubbles: true, cancelable: true, clipboardData: data };
    document.getElementById("overlay")?.dispatchEvent(new ClipboardEvent("paste", init));
  });
  await expect(ada.page.locator(".toast")).toContainText("non si può leggere come immagine");
  expect(await ada.shapes()).toEqual([]);
});
