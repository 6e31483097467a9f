/**
 * A WebSocket frame as a figure: its header bit by bit, and the first bytes of its payload before and after unmasking. Used by
 * the panel *Under the hood* and by the lecture page.
 */

import { fieldsOf, isControl, mask, opcodeName, toHex } from "../../model/frame.js";
import { code, make } from "../elements/build.js";

/** @typedef {import("../../model/frame.js").Field} Field */
/** @typedef {import("../../model/frame.js").FieldName} FieldName */
/** @typedef {import("../../model/frame.js").FrameHeader} FrameHeader */
/** @typedef {import("../../model/frame.js").OpcodeName} OpcodeName */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** A frame to show; `payload` has its first bytes as they are on the wire. @typedef {{header: FrameHeader, payload: ArrayLike<number>}} ShownFrame */

/** @param {ShownFrame} frame @param {Translate} t @returns {HTMLElement} */
export function frameFigure({ header, payload }, t) {
  const total = header.size + header.length;
  return make(
    "figure",
    { class: "frame" },
    make(
      "figcaption",
      {},
      t("hood-frame-size", { header: header.size, payload: header.length, total }),
    ),
    headerRows(header, t),
    payload.length === 0 ? null : payloadTable(header, Array.from(payload), t),
  );
}

/** The kind of a frame in words. @param {OpcodeName} name @param {Translate} t */
export function opcodeText(name, t) {
  return {
    continuation: t("hood-opcode-continuation"),
    text: t("hood-opcode-text"),
    binary: t("hood-opcode-binary"),
    close: t("hood-opcode-close"),
    ping: t("hood-opcode-ping"),
    pong: t("hood-opcode-pong"),
    reserved: t("hood-opcode-reserved"),
  }[name];
}

/** The header: a row for each of its first two bytes, then the longer length and the masking key. @param {FrameHeader} header @param {Translate} t */
function headerRows(header, t) {
  const fields = fieldsOf(header);
  const named = (/** @type {FieldName[]} */ ...names) =>
    fields.filter(({ name }) => names.includes(name));
  const rows = [
    byteRow(named("fin", "rsv1", "rsv2", "rsv3", "opcode"), header, t),
    byteRow(named("mask", "length"), header, t),
    ...named("extended", "key").map((field) => longRow(field, header, t)),
  ];
  return make("ul", { class: "frame-header", "aria-label": t("hood-frame-header") }, ...rows);
}

/** @param {Field[]} fields @param {FrameHeader} header @param {Translate} t */
function byteRow(fields, header, t) {
  const bits = fields.map((field) => field.bits).join("");
  const boxes = fields.map((field) => fieldBox(field, header, t));
  const hex = toHex([Number.parseInt(bits, 2)]);
  return make("li", {}, code(hex, "frame-hex"), make("div", { class: "frame-bits" }, ...boxes));
}

/** @param {Field} field @param {FrameHeader} header @param {Translate} t */
function fieldBox(field, header, t) {
  const digits = [...field.bits].map((bit) => make("i", {}, bit));
  const box = make(
    "div",
    { class: "frame-field", "data-field": field.name },
    make("span", { class: "frame-digits" }, ...digits),
    make("b", {}, fieldName(field.name, t)),
    make("small", {}, meaning(field, header, t)),
  );
  box.style.setProperty("--bits", String(field.bits.length));
  return box;
}

/** A field of whole bytes. @param {Field} field @param {FrameHeader} header @param {Translate} t */
function longRow(field, header, t) {
  const bytes = field.bits.match(/.{8}/g)?.map((bits) => Number.parseInt(bits, 2)) ?? [];
  const box = make(
    "div",
    { class: "frame-field", "data-field": field.name },
    code(toHex(bytes, " ")),
    make("b", {}, fieldName(field.name, t)),
    make("small", {}, meaning(field, header, t)),
  );
  box.style.setProperty("--bits", "8");
  return make("li", { class: "whole" }, make("div", { class: "frame-bits" }, box));
}

/** @param {FieldName} name @param {Translate} t */
function fieldName(name, t) {
  return {
    fin: "FIN",
    rsv1: "RSV1",
    rsv2: "RSV2",
    rsv3: "RSV3",
    opcode: t("hood-field-opcode"),
    mask: "MASK",
    length: t("hood-field-length"),
    extended: t("hood-field-extended"),
    key: t("hood-field-key"),
  }[name];
}

/** Returns the meaning of a field's value. @param {Field} field @param {FrameHeader} header @param {Translate} t */
function meaning({ name, value }, { form, opcode, fin }, t) {
  if (name === "fin") return fin ? t("hood-fin-last") : t("hood-fin-more");
  if (name === "opcode")
    return `${value} = ${opcodeText(opcodeName(opcode), t)}${isControl(opcode) ? `, ${t("hood-control")}` : ""}`;
  if (name === "mask") return value === 1 ? t("hood-masked") : t("hood-unmasked");
  if (name === "extended") return t("hood-length-is", { count: value, bits: form });
  if (name === "key") return t("hood-key-use");
  if (name !== "length") return "";
  return form === 7
    ? t("hood-length-short", { count: value })
    : t("hood-length-longer", { value: String(value), bits: form });
}

/** @param {FrameHeader} header @param {number[]} bytes @param {Translate} t */
function payloadTable({ masked, key, length, opcode }, bytes, t) {
  const plain = mask(bytes, key);
  const rows = [
    row(
      t("hood-payload-plain"),
      plain.map((byte) => toHex([byte])),
      "plain",
    ),
  ];
  if (masked) {
    const repeated = bytes.map((_, i) => toHex([Number(key[i % 4])]));
    rows.unshift(
      row(
        t("hood-payload-masked"),
        bytes.map((byte) => toHex([byte])),
      ),
      row(t("hood-payload-key"), repeated),
    );
  }
  const isText = !isControl(opcode) || opcode !== 8;
  if (isText) rows.push(row(t("hood-payload-text"), plain.map(character), "chars"));
  const caption = t("hood-payload-caption", { count: bytes.length, total: length });
  return make(
    "table",
    { class: "frame-payload" },
    make("caption", {}, masked ? `${caption} ${t("hood-payload-xor")}` : caption),
    make("tbody", {}, ...rows),
  );
}

/** @param {string} name @param {string[]} cells @param {string} [className] */
function row(name, cells, className = "") {
  return make(
    "tr",
    { class: className },
    make("th", { scope: "row" }, name),
    ...cells.map((cell) => make("td", {}, cell)),
  );
}

/** A byte as the character it is in ASCII; a dot for any other. @param {number} byte */
function character(byte) {
  if (byte === 32) return "␠";
  return byte > 32 && byte < 127 ? String.fromCharCode(byte) : "·";
}
