/**
 * The browser itself may be too old for the page, or lose what was painted; and it keeps others
 * from doing in the page's name.
 */
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

test.describe("a browser below the floor", () => {
  test.use({ tolerate: /threw Error|Failed to load resource/ });

  for (const [lang, title] of [
    ["en", "This browser is too old for Lavagna"],
    ["it", "Questo browser è troppo vecchio per Lavagna"],
  ]) {
    test(`is told so instead of being shown half a page, in ${lang}`, async ({
      person,
      board,
      server,
    }) => {
      const { page } = await person("");
      await page.addInitScript(() => {
        const { supports } = CSS;
        Object.assign(CSS, {
          supports: (/** @type {string[]} */ ...asked) =>
            !asked.join().includes("light-dark") && Reflect.apply(supports, CSS, asked),
        });
      });
      for (const path of ["/", `/b/${board}`]) {
        await page.goto(`${server.origin}${path}?lang=${lang}`);
        await expect(page.getByRole("heading")).toHaveText(`${title}`);
        await expect(page.locator("p")).toContainText("17.5");
        await expect(page.locator("canvas")).toHaveCount(0);
      }
    });
  }
});

test("a lost canvas is painted again", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const area = { x: 300, y: 290, width: 200, height: 30 };
  await ada.draw(line({ x: 300, y: 300 }, { x: 500, y: 305 }));
  await ada.expectSynced();
  await ada.expectInk(area);
  const before = await ada.countInk(area);
  await ada.page.evaluate(() => {
    for (const canvas of document.querySelectorAll("canvas")) {
      const { width } = canvas;
      canvas.width = width;
    }
  });
  expect(await ada.countInk(area), "all of it is black").toBe(area.width * area.height);
  await ada.page.evaluate(() => {
    for (const canvas of document.querySelectorAll("canvas")) {
      canvas.dispatchEvent(new Event("contextrestored"));
    }
  });
  await expect.poll(() => ada.countInk(area)).toBe(before);
});

test.describe("scripts", () => {
  test.use({ tolerate: /Creating a TrustedTypePolicy named/ });

  test("come only from addresses that the page's policy names", async ({ person, board }) => {
    const ada = await person("Ada");
    await ada.open(board);
    const made = await ada.page.evaluate(() => {
      const { trustedTypes } = /** @type {any} */ (window);
      return ["lavagna", "default", "other"].filter((name) => {
        try {
          trustedTypes.createPolicy(name, {});
          return true;
        } catch {
          return false;
        }
      });
    });
    expect(made, "the page has made its own already").toEqual([]);
  });
});

test.describe("the highlighter", () => {
  test("has its five colours under the arrow keys and the keys of the ink", async ({
    person,
    board,
  }) => {
    const ada = await person("Ada");
    await ada.open(board);
    await ada.chooseTool("highlighter");
    const { keyboard } = ada.page;
    const chosen = ada.page.locator(".chalks [aria-checked=true]");
    const seen = async () => {
      await expect(chosen).toBeVisible();
      return chosen.getAttribute("data-ink");
    };
    for (const [how, key] of [
      ["arrows", "ArrowRight"],
      ["keys", "."],
    ]) {
      if (how === "arrows") await chosen.focus();
      else await ada.surface.focus();
      const colours = [];
      for (let at = 0; at < 5; at += 1) {
        await keyboard.press(`${key}`);
        colours.push(await seen());
      }
      expect(new Set(colours).size, `${how}: ${colours}`).toBe(5);
    }
  });
});

test.describe("a part of the page that does not come", () => {
  test.use({ tolerate: /a part of the page did not load|status of 500/ });

  test("is told as long as it is missing, while drawing works, and asked for again", async ({
    person,
    board,
  }) => {
    const ada = await person("Ada");
    let isMissing = true;
    await ada.page.route(/\/chrome\.js$/, (route) =>
      isMissing ? route.fulfill({ status: 500 }) : route.continue(),
    );
    await ada.page.goto(`${ada.origin}/b/${board}`);
    const status = ada.page.locator("#status-text");
    await expect(status).toHaveText("Part of the page is missing, trying again");
    await ada.draw(line({ x: 300, y: 300 }, { x: 420, y: 320 }));
    await expect(ada.root).toHaveAttribute("data-sync", "synced");
    isMissing = false;
    await expect(status).toHaveText("Saved");
  });

  test("is asked for again too when it stores edits", async ({ person, board }) => {
    const ada = await person("Ada");
    let failures = 0;
    await ada.page.route(/\/offline_writer\.js$/, (route) => {
      failures += 1;
      return failures === 1 ? route.fulfill({ status: 500 }) : route.continue();
    });
    const loaded = ada.page.waitForResponse(
      (response) => response.ok() && response.url().endsWith("/offline_writer.js"),
    );
    await ada.open(board);
    await loaded;
    expect(failures).toBe(2);
  });
});
