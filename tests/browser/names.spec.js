/**
 * Names and texts of others are shown as they were written, and are never more than text.
 */
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

const HOSTILE = [
  `"><script>window.pwned=1</script>`,
  "\u202Eexe.gnp\u202D <b>bold</b>",
  "{{ page.origin }} { $name } %s &lt;b&gt;",
  `<img src=x onerror="window.pwned=1">`,
];
/** The visible part of a name. @param {string} name */
const seen = (name) => name.replace(/[\u202D\u202E]/g, "");
const LAST = HOSTILE.at(-1) ?? "";

test("names of people show as text, whatever they contain", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.openPeople();
  const rows = ada.page.locator("#people-list li");
  for (const name of HOSTILE) {
    const guest = await person(name);
    await guest.open(board);
    await expect(rows).toHaveCount(2);
    expect(await rows.nth(1).locator("bdi").textContent()).toBe(seen(name));
    // The cursor with the name, the spoken news and the note that somebody is nowhere.
    await guest.page.mouse.move(500, 300);
    await rows.nth(1).locator(".person").click();
    await expect(ada.page.locator("#people"), "one wants to see the board").toBeHidden();
    await ada.openPeople();
    await guest.draw(line({ x: 500, y: 300 }, { x: 560, y: 320 }));
    await guest.expectSynced();
    await guest.page.close();
    await expect(rows).toHaveCount(1);
  }
  await expect(ada.page.locator("#say")).toContainText(LAST);
  await expectHarmless(ada);
});

test("the name of a board shows as text everywhere", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  for (const name of HOSTILE) {
    await ada.renameBoard(seen(name));
    await expect(bruno.page.locator("#board-name")).toHaveText(seen(name));
    await expect.poll(() => bruno.page.title()).toContain(seen(name));
  }
  await expectHarmless(bruno);
  await bruno.page.goto(server.origin);
  await expect(bruno.page.locator("#recent-list bdi")).toHaveText(LAST);
  await expectHarmless(bruno);
});

test("names lose direction marks, and an empty name is a guest", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.openPeople();
  const guest = await person("\u202Eedispu");
  await guest.open(board);
  const go = ada.page.locator("#people-list li").nth(1).locator(".person");
  await expect(go).toHaveAttribute("title", /\u2068edispu\u2069/);
  await expect(go.locator("bdi")).toHaveCSS("unicode-bidi", "isolate");
  // An invisible name is refused: the guest name stays.
  await guest.openPeople();
  const field = guest.page.locator("#person-name-field");
  await field.fill("\u200B\u3164");
  await guest.page.keyboard.press("Enter");
  await expect(field).toHaveValue("edispu");
});

test("a person keeps their colour after a rename and a reload", async ({ person, board }) => {
  const ada = await person("Ada");
  const guest = await person("");
  await ada.open(board);
  await guest.open(board);
  const avatar = ada.page.locator("#people-button .avatar").first();
  await expect(avatar).toBeVisible();
  const colour = () => avatar.evaluate((element) => element.style.getPropertyValue("--person"));
  const before = await colour();
  await guest.page.locator("#name-field").fill("Zoe Rossi");
  await guest.page.keyboard.press("Enter");
  await expect(avatar).toHaveAttribute("data-sign", "Z");
  expect(await colour()).toBe(before);
  await guest.page.reload();
  await guest.expectReady();
  await expect(ada.page.locator("#people-button .avatar")).toHaveCount(2);
  await expect.poll(colour).toBe(before);
});

test("an address with markup is answered with text", async ({ person, server }) => {
  const ada = await person("Ada");
  const link = encodeURIComponent(`"><img src=x onerror=window.pwned=1>`);
  const answer = await fetch(`${server.origin}/join?link=${link}`);
  expect(await answer.text()).not.toContain("<img src=x");
  await ada.page.goto(`${server.origin}/?lang=${link}`);
  await expectHarmless(ada);
});

/** The harness complains about anything that the content policy had to stop. @param {import("./board_page.js").BoardPage} who */
async function expectHarmless(who) {
  const found = await who.page.evaluate(() => ({
    pwned: "pwned" in window,
    images: [...document.images].filter(({ src }) => src.endsWith("/x")).length,
    bold: document.querySelectorAll("bdi b, .toast b, #board-name *").length,
  }));
  expect(found).toEqual({ pwned: false, images: 0, bold: 0 });
}
