/**
 * The API as openapi.json and the examples promise it, tried against the real server.
 *
 * `schemathesis` and its Python are found through PATH; `tests/check.sh` puts them there.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { freshFolder, ROOT, Server } from "../browser/server.js";

const run = promisify(execFile);
// Python leaves no compiled files in the repository.
process.env.PYTHONDONTWRITEBYTECODE = "1";
const HERE = join(ROOT, "tests", "api");
const DESCRIPTION = join(ROOT, "src", "protocol", "openapi.json");

/** @param {import("node:test").TestContext} context */
async function start(context) {
  const server = await Server.start();
  context.after(() => server.dispose());
  return server;
}

/**
 * Follows a reference of the description.
 * @param {any} description @param {any} value
 */
function resolve(description, value) {
  const path = value?.$ref?.split("/").slice(1);
  return path === undefined
    ? value
    : path.reduce((/** @type {any} */ at, /** @type {string} */ key) => at[key], description);
}

/** Times, which no example can know, as 0. @param {any} value @returns {any} */
function withoutTimes(value) {
  return JSON.parse(JSON.stringify(value, (key, part) => (key === "at" ? 0 : part)));
}

/**
 * Every example of an operation: its name, its request, and the answer that the description shows.
 * @param {any} description @param {string} path @param {string} method
 */
function* examplesOf(description, path, method) {
  const item = description.paths[path];
  const operation = item[method];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
  const bodies = operation.requestBody?.content["application/json"]?.examples ?? {};
  /** @type {Map<string, {status: number, body: any}>} */
  const answers = new Map();
  for (const [status, answer] of Object.entries(operation.responses)) {
    const [content] = Object.values(resolve(description, answer).content ?? {});
    for (const [name, example] of Object.entries(content?.examples ?? {})) {
      answers.set(name, { status: Number(status), body: /** @type {any} */ (example).value });
    }
  }
  const ofParameters = parameters.flatMap((parameter) => Object.keys(parameter.examples ?? {}));
  for (const name of new Set([...Object.keys(bodies), ...ofParameters, ...answers.keys()])) {
    const query = new URLSearchParams();
    let address = path;
    for (const parameter of parameters) {
      const value = parameter.examples?.[name]?.value ?? parameter.example;
      if (value === undefined) continue;
      if (parameter.in === "path") address = address.replace(`{${parameter.name}}`, value);
      if (parameter.in === "query") query.set(parameter.name, value);
    }
    const answer = answers.get(name);
    assert.ok(answer, `${method} ${path}: example ${name} has no answer`);
    yield { name, address: `${address}?${query}`, body: bodies[name]?.value, answer };
  }
}

test("[A16] each example of the description is answered as it says, in its order", async (t) => {
  const server = await start(t);
  const description = JSON.parse(await readFile(DESCRIPTION, "utf8"));
  let tried = 0;
  for (const [path, item] of Object.entries(description.paths)) {
    for (const method of ["get", "post"].filter((method) => method in item)) {
      for (const { name, address, body, answer } of examplesOf(description, path, method)) {
        const response = await fetch(server.origin + address, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        const isJson = typeof answer.body !== "string";
        const got = isJson ? withoutTimes(JSON.parse(text)) : text;
        assert.deepEqual([response.status, got], [answer.status, answer.body], `${path}: ${name}`);
        tried += 1;
      }
    }
  }
  assert.ok(tried >= 13, `${tried} examples`);
});

test("[A16] the schemas of edits and the shared vectors agree", async () => {
  const { stdout } = await run("python", [join(HERE, "checks.py")]);
  assert.match(stdout, /broken edits refused by the schema: [1-9]/);
});

test("[A16] schemathesis finds nothing", async (t) => {
  const server = await start(t);
  const folder = await freshFolder();
  t.after(() => rm(folder, { recursive: true, force: true }));
  const phases = "examples,coverage,fuzzing,stateful";
  const given = ["--config-file", join(HERE, "schemathesis.toml"), "run", DESCRIPTION];
  const environment = { ...process.env, SCHEMATHESIS_HOOKS: "checks", PYTHONPATH: HERE };
  const options = ["--url", server.origin, "--phases", phases, "--no-color"];
  const ended = await run("schemathesis", [...given, ...options], {
    cwd: folder,
    env: environment,
    maxBuffer: 1 << 24,
  }).catch((error) => assert.fail(`${error.stdout}\n${error.stderr}\n${server.output}`));
  assert.match(ended.stdout, /\d{3,} (generated|passed)/);
});

/** @param {string} script @param {string[]} given */
async function example(script, ...given) {
  const { stdout } = await run("python", [join(ROOT, "examples", script), ...given]);
  return stdout.trim();
}

test("a script plots a function on a board", async (t) => {
  const server = await start(t);
  await example("plot.py", `${server.origin}/b/demo?lang=it`, "sin(x)");
  const log = await (await fetch(`${server.origin}/api/boards/demo/log`)).json();
  const kinds = log.edits.map((/** @type {any} */ edit) => edit.ops[0].shape.kind);
  assert.deepEqual(kinds.slice(0, 3), ["arrow", "arrow", "ink"]);
  assert.equal(kinds.length, 34);
  const source = await readFile(join(ROOT, "examples", "plot.py"), "utf8");
  assert.ok(
    source.split("\n").filter((line) => line.trim() !== "").length <= 25,
    "it fits a slide",
  );
});

test("a script copies a board with what was cleared, undone and restored on it", async (t) => {
  const server = await start(t);
  const tag = "00000000000000aa";
  const post = (/** @type {object} */ body) =>
    fetch(`${server.origin}/api/boards/demo/ops`, { method: "POST", body: JSON.stringify(body) });
  const person = "0".repeat(32);
  const add = (/** @type {string} */ tag, /** @type {number} */ n) => {
    const geometry = { w: 160 * n, h: 160 };
    const style = { ink: "red", size: 64 };
    const shape = { id: `${tag}.${n}`, kind: "ellipse", page: 1, pos: [0, 0, 0], geometry, style };
    return { ops: [{ op: "add", shape }] };
  };
  const clear = { ops: [{ op: "clear", page: 1, upto: 3 }] };
  const edits = [add(tag, 1), { ops: [] }, add(tag, 3), add(tag, 4), clear];
  await post({ person, tag, first: 1, edits });
  const other = "00000000000000bb";
  await post({
    person,
    tag: other,
    first: 1,
    edits: [add(other, 1), { ops: [{ op: "restore", tag, n: 5 }] }],
  });
  await post({ person, tag, first: 6, edits: [{ ops: [{ op: "board", name: "Seen twice" }] }] });

  const copy = await example("copy_board.py", `${server.origin}/b/demo`);
  const hash = async (/** @type {string} */ board) =>
    (await fetch(`${server.origin}/api/boards/${board}/hash`)).json();
  assert.match(copy, /\/b\/[0-9A-Za-z]{22}$/);
  assert.deepEqual(await hash(copy.split("/b/")[1] ?? ""), await hash("demo"));
});
