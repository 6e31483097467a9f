/**
 * Runs the same script against the reference server of npm and ours, whose answers must be the same.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Server } from "../browser/server.js";
import { plain } from "./raw_client.js";
import { startReference } from "./reference.js";

/** A CONNECT to a namespace that nobody has: its refusal shows that everything before it was handled. */
export const MARK = "40/mark,";

/** @type {Server} */
let ours;
/** @type {Awaited<ReturnType<typeof startReference>>} */
let reference;

before(async () => {
  ours = await Server.start();
  reference = await startReference();
});

after(async () => {
  reference.close();
  await ours.end("SIGTERM");
});

/** Returns the compared parts of an answer. @param {import("./raw_client.js").Answer} answer */
export function heard({ status, body, headers }) {
  // A client reads bodies as text and takes no notice of their type, except in the error codes.
  const type = status === 400 && body !== "" ? headers["content-type"] : undefined;
  return [status, plain(body), type];
}

/**
 * @param {string} name
 * @param {(origin: string) => Promise<unknown>} script
 */
export function same(name, script) {
  test(name, async () => {
    const [expected, found] = await Promise.all([script(reference.origin), script(ours.origin)]);
    assert.deepEqual(found, expected);
  });
}
