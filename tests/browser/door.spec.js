/**
 * The door of a lesson in real browsers: a code brings newcomers in, and who is removed is told and keeps their own work.
 */
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

/** @typedef {import("./server.js").Server} Server */

const TEACHER = "00112233445566778899aabbccddeeff";
const LINE = line({ x: 300, y: 300 }, { x: 500, y: 320 });
const LOWER = line({ x: 300, y: 400 }, { x: 500, y: 420 });

/** A script that is the teacher of a new board: posts to its API. @param {Server} server */
async function newLesson({ origin }) {
  const made = await fetch(`${origin}/boards?owned=true`, {
    method: "POST",
    headers: { origin },
    redirect: "manual",
  });
  const place = made.headers.get("location") ?? "";
  const [, board = "", token = ""] = /^\/b\/(\w+)#o=(\w+)$/.exec(place) ?? [];
  const post = async (/** @type {string} */ path, /** @type {object} */ body) => {
    const answer = await fetch(`${origin}/api/boards/${board}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ person: TEACHER, ...body }),
    });
    expect(answer.status, path).toBe(200);
    return answer.json();
  };
  return { board, post };
}

test.use({ tolerate: /status of 403/ });

test("[J4] [R10] a board that the link does not open is entered by the code of the lesson", async ({
  person,
  server,
}) => {
  const { board, post } = await newLesson(server);
  await post("lesson", { set: { access: "none" } });
  const anna = await person("Anna");
  await anna.page.goto(`${server.origin}/b/${board}?debug`);
  await expect(anna.page.getByRole("alert")).toContainText("This board lets nobody new in.");
  const { code } = await post("code", { open: true });
  await anna.page.goto(server.origin);
  const field = anna.page.getByLabel("Type the code of the lesson");
  await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`.toLowerCase());
  await field.press("Enter");
  await expect(anna.page).toHaveURL(`${server.origin}/b/${board}`);
  await expect(anna.statusText).toHaveText("Saved");
  const bruno = await person("Bruno");
  await bruno.page.goto(`${server.origin}/j/${code}`);
  await expect(bruno.statusText).toHaveText("Saved");
  // The person counts from now on, not the code.
  for (const who of [anna, bruno]) await who.open(board);
  await anna.draw(LINE);
  await bruno.draw(LOWER);
  for (const who of [anna, bruno])
    await expect.poll(async () => (await who.shapes()).length).toBe(2);
});

test("[R9] a removed person is told, and finds the board no more; their own unsent work stays", async ({
  person,
  server,
}) => {
  const { board, post } = await newLesson(server);
  const anna = await person("Anna");
  const bruno = await person("Bruno");
  for (const who of [anna, bruno]) await who.open(board);
  await anna.draw(LINE);
  await expect.poll(async () => (await bruno.shapes()).length).toBe(1);
  await post("lesson", { set: { roles: { 1: "out" } } });
  await expect(anna.page.getByRole("alert")).toContainText("A teacher has removed you");
  await expect(bruno.statusText).toHaveText("Saved");
  await anna.page.reload();
  await expect(anna.page.getByRole("alert")).toContainText("A teacher has removed you");
  await post("lesson", { set: { roles: { 1: null } } });
  await anna.page.getByRole("button", { name: "Reload" }).click();
  await anna.expectReady();
  await anna.draw(LOWER);
  await expect.poll(async () => (await bruno.shapes()).length).toBe(2);
});
