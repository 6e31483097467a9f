/**
 * Pasted links are classified before the server is asked.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyLink } from "../../static/js/ui/page/join_form.js";

const ID = "0123456789abcdefghijkl";
const OWN = ["https://board.example", "http://192.168.1.7:8080", ""];

test("a link to this server and a bare id are boards", () => {
  const links = [
    `https://board.example/b/${ID}`,
    `  HTTPS://Board.Example/b/${ID}/?lang=it#x `,
    `http://192.168.1.7:8080/b/${ID}`,
    `board.example/b/${ID}`,
    `/b/${ID}`,
    ID,
    "demo",
  ];
  for (const link of links) assert.deepEqual(classifyLink(link, OWN), { kind: "board" }, link);
});

test("a link to another server is not the local board of the same id", () => {
  const href = `https://other.example/b/${ID}`;
  assert.deepEqual(classifyLink(` ${href} `, OWN), {
    kind: "elsewhere",
    host: "other.example",
    href,
  });
  assert.equal(classifyLink(`http://board.example:81/b/${ID}`, OWN).kind, "elsewhere");
});

test("anything else is refused and never becomes a link", () => {
  const texts = ["", "hello", `https://board.example/${ID}x`, `https://board.example/b/${ID}x`];
  for (const text of [...texts, "https://board.example/", `javascript://x/b/${ID}`]) {
    assert.deepEqual(classifyLink(text, OWN), { kind: "nonsense" }, text);
  }
});

test("[J4] the form takes the code of a lesson as people type it", () => {
  for (const code of ["K7M2PQX", "k7m 2pqx", " K7M-2PQX "])
    assert.deepEqual(classifyLink(code, OWN), { kind: "board" }, code);
  for (const wrong of ["K7M2PQ", "K7M2PQXX", "K7M2PQ0", "K7M2PQI"])
    assert.deepEqual(classifyLink(wrong, OWN), { kind: "nonsense" }, wrong);
});
