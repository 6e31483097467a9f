/**
 * The ways a platform runs the server: the Procfile's command, its signals, the container's health check.
 *
 * `honcho` and `hadolint` are found through PATH; `tests/check.sh` puts them there.
 */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm } from "node:fs/promises";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import {
  BINARY,
  EXIT_MS,
  freePort,
  freshFolder,
  ROOT,
  Server,
  waitForStatus,
} from "../browser/server.js";

const run = promisify(execFile);

/** @param {string} file */
function text(file) {
  return readFile(join(ROOT, file), "utf8");
}

/** The variables that the server itself says it reads. */
async function knownVariables() {
  const { stdout } = await run(BINARY, ["--help"]);
  const names = [...stdout.matchAll(/\[env: ([A-Z_]+)=?/g)].map(([, name]) => name);
  assert.ok(names.includes("PORT"), `--help names no variables:\n${stdout}`);
  return new Set(names);
}

/** @param {Iterable<string | undefined>} names @param {string} file */
async function assertKnown(names, file) {
  const known = await knownVariables();
  const unknown = [...names].filter((name) => !known.has(name ?? ""));
  assert.deepEqual(unknown, [], `${file} sets what the server does not read`);
}

test("[A6] the Procfile starts a server on the platform's port, and SIGTERM ends it", async () => {
  const port = await freePort();
  const folder = await freshFolder();
  const honcho = spawn("honcho", ["start", "web"], {
    cwd: ROOT,
    env: { ...process.env, HOST: "127.0.0.1", PORT: String(port), DATA_DIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [honcho.stdout, honcho.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const exit = once(honcho, "exit");
  try {
    const origin = `http://127.0.0.1:${port}`;
    await waitForStatus(`${origin}/healthz`, 200, () => output);
    await waitForStatus(`${origin}/readyz`, 200, () => output);
    const page = await fetch(origin);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<title>[^<]*Lavagna[^<]*<\/title>/);
    const from = performance.now();
    honcho.kill("SIGTERM");
    await exit;
    assert.ok(performance.now() - from < EXIT_MS, `still there after ${EXIT_MS} ms\n${output}`);
    await assert.rejects(fetch(`${origin}/healthz`), "the server outlived honcho");
  } finally {
    honcho.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
});

for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT"])) {
  test(`[A7] ${signal} ends the server with code 0 while a browser keeps its connection`, async () => {
    const server = await Server.start();
    const agent = new Agent({ keepAlive: true });
    try {
      const [answer] = await once(get(`${server.origin}/`, { agent }), "response");
      answer.resume();
      await once(answer, "end");
      const { code, tookMs } = await server.end(signal);
      assert.equal(code, 0, server.output);
      assert.ok(tookMs < EXIT_MS, `took ${tookMs} ms\n${server.output}`);
    } finally {
      agent.destroy();
      await server.dispose();
    }
  });
}

test("the healthcheck command tells a running server from none", async () => {
  const server = await Server.start();
  const env = { ...process.env, PORT: String(server.port) };
  await run(BINARY, ["healthcheck"], { env });
  await server.end("SIGTERM");
  await assert.rejects(run(BINARY, ["healthcheck"], { env, timeout: 10_000 }), { killed: false });
  await server.dispose();
});

test("the Dockerfile is clean, and the checker finds what is not", async () => {
  await run("hadolint", ["Dockerfile"], { cwd: ROOT });
  const bad = run("hadolint", ["-"]);
  bad.child.stdin?.end("FROM debian:latest\nRUN cd /tmp\n");
  await assert.rejects(bad, ({ stdout }) => /DL3007/.test(stdout));
});

test("the platforms' files set only variables that the server reads", async () => {
  const { env } = JSON.parse(await text("app.json"));
  await assertKnown(Object.keys(env), "app.json");
  const render = (await text("render.yaml")).matchAll(/- key: (\S+)/g);
  await assertKnown(
    [...render].map(([, name]) => name),
    "render.yaml",
  );
  const section = /^\[env\]\n(.*?)\n\n/ms.exec(await text("fly.toml"))?.[1] ?? "";
  await assertKnown(
    section.split("\n").map((line) => line.split("=")[0]?.trim()),
    "fly.toml",
  );
  const docker = /^ENV (.*)$/m.exec(await text("Dockerfile"))?.[1] ?? "";
  await assertKnown(
    docker.split(" ").map((pair) => pair.split("=")[0]),
    "Dockerfile",
  );
});

test("a release serves each module once, alone or joined with others, without comments", async () => {
  const server = await Server.start();
  try {
    const worker = await (await fetch(`${server.origin}/sw.js`)).text();
    const { tree, files } = JSON.parse(/^self\.lavagna = (.*);$/m.exec(worker)?.[1] ?? "");
    /** @type {Map<string, string>} */
    const served = new Map();
    for (const path of files.filter((/** @type {string} */ name) => /^js\/.*\.js$/.test(name))) {
      served.set(path, await (await fetch(`${server.origin}${tree}/${path}`)).text());
    }
    const written = await readdir(join(ROOT, "static/js"), { recursive: true });
    const modules = written.filter((name) => name.endsWith(".js")).map((name) => `js/${name}`);
    assert.ok(served.size < modules.length / 2, `${served.size} of ${modules.length} files`);
    for (const path of modules) {
      // A joined module is a function in the file of its group, named after its path.
      const name = `$${path.replace(/\.js$/, "").replace(/\W/g, "_")}`;
      const homes = [...served].filter(([, code]) => code.includes(`const ${name} = (() => {`));
      // Some are not for the service worker.
      const own = await fetch(`${server.origin}${tree}/${path}`);
      if (own.ok) homes.push([path, await own.text()]);
      assert.deepEqual(homes.length, 1, path);
      const [[home, code] = ["", ""]] = homes;
      const source = await text(`static/${path}`);
      const exports = source.matchAll(/^export (?:async )?(?:class|function\*?|const) (\w+)/gm);
      for (const [, exported] of exports) assert.match(code, new RegExp(`\\b${exported}\\b`), path);
      // The page of the course is read in class.
      if (path !== "js/demo.js") assert.doesNotMatch(code, /^\s*(\/\*|\*\/|\/\/)/m, home);
    }
  } finally {
    await server.dispose();
  }
});

test("the README explains every variable, and no other", async () => {
  const readme = await text("README.md");
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(new Set(rows), await knownVariables());
});

test("every platform asks the same health address and keeps the same folder", async () => {
  const [fly, render, app, docker] = await Promise.all(
    ["fly.toml", "render.yaml", "app.json", "Dockerfile"].map(text),
  );
  assert.match(fly ?? "", /path = "\/healthz"/);
  assert.match(fly ?? "", /kill_signal = "SIGTERM"/);
  assert.match(fly ?? "", /destination = "\/data"/);
  assert.match(render ?? "", /healthCheckPath: \/healthz/);
  assert.match(render ?? "", /mountPath: \/data/);
  assert.match(app ?? "", /"path": "\/healthz"/);
  assert.match(docker ?? "", /STOPSIGNAL SIGTERM/);
  assert.match(docker ?? "", /VOLUME \["\/data"\]/);
});
