// The buttons of the ledge, the list of tools and the keys of the commands are the same tools in the same order.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { TOOLS } from "../../static/js/tools/all.js";
import { commandTable } from "./all_commands.js";

const LEDGE = readFileSync(new URL("../../templates/board/ledge.html", import.meta.url), "utf8");

test("the ledge has a button for every tool, with the first key of its command", () => {
  const lines = LEDGE.matchAll(
    /call tool\("([a-z-]+)", "([^"]+)", "[^"]+", page\.t\("([^"]+)"\)\)/g,
  );
  const buttons = [...lines].map(([, id, key, text]) => ({ id, key, text }));
  const keys = new Map(commandTable().list.map((command) => [command.id, command.keys[0]]));
  const tools = TOOLS.map(({ id }) => ({ id, key: keys.get(`tool-${id}`), text: `tool-${id}` }));
  assert.deepEqual(buttons, tools);
});
