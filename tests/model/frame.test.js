import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildFrame,
  buildHeader,
  closePayload,
  fieldsOf,
  fromHex,
  mask,
  OPCODE,
  opcodeName,
  parseHeader,
  toHex,
} from "../../static/js/model/frame.js";
import { acceptSteps, headerOf, parseHead } from "../../static/js/model/handshake.js";
import { createHash } from "../../static/vendor/sha1/index.js";
import { Seeded } from "./seeded.js";

/** @param {string} text */
const bytesOf = (text) => [...new TextEncoder().encode(text)];
/** @param {Uint8Array} bytes */
const sha1 = (bytes) => createHash().update(bytes).digest();

/** The examples of RFC 6455, section 5.7. */
const EXAMPLES = [
  { hex: "8105 48656c6c6f", frame: { opcode: OPCODE.text, payload: bytesOf("Hello") } },
  {
    hex: "8185 37fa213d 7f9f4d5158",
    frame: { opcode: OPCODE.text, key: [0x37, 0xfa, 0x21, 0x3d], payload: bytesOf("Hello") },
  },
  { hex: "0103 48656c", frame: { fin: false, opcode: OPCODE.text, payload: bytesOf("Hel") } },
  { hex: "8002 6c6f", frame: { opcode: OPCODE.continuation, payload: bytesOf("lo") } },
  { hex: "8905 48656c6c6f", frame: { opcode: OPCODE.ping, payload: bytesOf("Hello") } },
  {
    hex: "8a85 37fa213d 7f9f4d5158",
    frame: { opcode: OPCODE.pong, key: [0x37, 0xfa, 0x21, 0x3d], payload: bytesOf("Hello") },
  },
];

test("the frames of RFC 6455 section 5.7 are built and read", () => {
  for (const { hex, frame } of EXAMPLES) {
    const bytes = buildFrame(frame);
    assert.equal(toHex(bytes), hex.replaceAll(" ", ""));
    const header = parseHeader(bytes);
    assert.ok(header !== null);
    assert.equal(header.fin, frame.fin ?? true, hex);
    assert.equal(header.opcode, frame.opcode, hex);
    assert.deepEqual(header.key, frame.key ?? [], hex);
    assert.deepEqual(mask(bytes.subarray(header.size), header.key), frame.payload, hex);
  }
  assert.equal(toHex(buildHeader({ opcode: OPCODE.binary, length: 256 })), "827e0100");
  assert.equal(
    toHex(buildHeader({ opcode: OPCODE.binary, length: 65_536 })),
    "827f0000000000010000",
  );
});

test("a header is read once all of it is there", () => {
  const whole = buildHeader({ opcode: OPCODE.text, length: 70_000, key: [1, 2, 3, 4] });
  for (let count = 0; count < whole.length; count += 1)
    assert.equal(parseHeader(whole.slice(0, count)), null, `${count} bytes`);
  const header = parseHeader(whole);
  assert.deepEqual(
    [header?.form, header?.length, header?.size, header?.key],
    [64, 70_000, 14, [1, 2, 3, 4]],
  );
});

test("random headers survive building, reading and their bits", () => {
  const chance = new Seeded(6455);
  for (let round = 0; round < 500; round += 1) {
    const length = chance.chance(50) ? chance.within(0, 200) : chance.within(0, 200_000);
    const wanted = {
      ...{ fin: chance.chance(50), rsv: chance.within(0, 7), opcode: chance.within(0, 15), length },
      key: chance.chance(50) ? null : Array.from({ length: 4 }, () => chance.within(0, 255)),
    };
    const bytes = buildHeader(wanted);
    const header = parseHeader(bytes);
    assert.ok(header !== null);
    const { fin, rsv, opcode } = header;
    assert.deepEqual(
      { fin, rsv, opcode, length: header.length },
      { fin: wanted.fin, rsv: wanted.rsv, opcode: wanted.opcode, length },
    );
    const bits = fieldsOf(header)
      .map((field) => field.bits)
      .join("");
    assert.equal(bits, bytes.map((byte) => byte.toString(2).padStart(8, "0")).join(""));
  }
});

test("fields name the parts of a header", () => {
  const header = parseHeader(buildHeader({ opcode: OPCODE.text, length: 300, key: [0, 0, 1, 0] }));
  assert.ok(header !== null);
  assert.deepEqual(
    fieldsOf(header).map(({ name, value }) => [name, value]),
    [
      ...[
        ["fin", 1],
        ["rsv1", 0],
        ["rsv2", 0],
        ["rsv3", 0],
        ["opcode", 1],
      ],
      ...[
        ["mask", 1],
        ["length", 126],
        ["extended", 300],
        ["key", 256],
      ],
    ],
  );
});

test("opcodes have the names of RFC 6455 section 5.2", () => {
  assert.deepEqual([0, 1, 2, 3, 8, 9, 10, 11].map(opcodeName), [
    ...["continuation", "text", "binary", "reserved", "close", "ping", "pong", "reserved"],
  ]);
});

test("close frames, hex and masks are built and read", () => {
  assert.equal(toHex(closePayload(4001, "è lento")), "0fa1c3a8206c656e746f");
  assert.deepEqual(fromHex(" 81 05 4A"), [0x81, 5, 0x4a]);
  for (const odd of ["8", "8g", "0x81"]) assert.equal(fromHex(odd), null);
  assert.deepEqual(mask(mask([1, 2, 3, 4, 5], [9, 8, 7, 6], 2), [9, 8, 7, 6], 2), [1, 2, 3, 4, 5]);
});

test("the accepted value follows from the key as in RFC 6455 section 1.3", () => {
  const { digest, accept } = acceptSteps("dGhlIHNhbXBsZSBub25jZQ==", sha1);
  assert.equal(toHex(digest), "b37a4f2cc0624f1690f64606cf385945b2bec4ea");
  assert.equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});

test("heads are read as they were sent", () => {
  const head = parseHead(
    "GET /b/demo/ws?v=3 HTTP/1.1\r\nHost: a:80\r\nsec-websocket-key: x==\r\n\r\n",
  );
  assert.equal(head.line, "GET /b/demo/ws?v=3 HTTP/1.1");
  assert.equal(headerOf(head, "HOST"), "a:80");
  assert.equal(headerOf(head, "Sec-WebSocket-Key"), "x==");
  assert.equal(headerOf(head, "Origin"), null);
});
