/**
 * WebSocket frames (RFC 6455 section 5.2): reads and builds headers, masks payloads, and names each field with its bits for
 * pages that show a frame.
 */

/** @typedef {7 | 16 | 64} LengthForm  bits that hold the length */
/**
 * A frame's header.
 * @typedef {object} FrameHeader
 * @property {boolean} fin       whether the frame ends its message
 * @property {number} rsv        the three reserved bits, 0 to 7
 * @property {number} opcode     0 to 15
 * @property {boolean} masked
 * @property {LengthForm} form
 * @property {number} length     of the payload, bytes
 * @property {number[]} key      masking key, 4 bytes; empty without a mask
 * @property {number} size       bytes of the header, the key included
 */
/** @typedef {"fin" | "rsv1" | "rsv2" | "rsv3" | "opcode" | "mask" | "length" | "extended" | "key"} FieldName */
/** One field of a header: its bits as text, the highest first, and its number. @typedef {{name: FieldName, bits: string, value: number}} Field */
/** @typedef {"continuation" | "text" | "binary" | "close" | "ping" | "pong" | "reserved"} OpcodeName */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/** @param {number} opcode @returns {OpcodeName} */
export function opcodeName(opcode) {
  const found = Object.entries(OPCODE).find(([, number]) => number === opcode);
  return found === undefined ? "reserved" : /** @type {OpcodeName} */ (found[0]);
}

/** Whether an opcode is that of a control frame: close, ping, pong, and five reserved ones. @param {number} opcode */
export function isControl(opcode) {
  return opcode >= 8;
}

/**
 * Reads the header at the start of some bytes.
 * @param {ArrayLike<number>} bytes
 * @returns {FrameHeader | null}  null while it is incomplete
 */
export function parseHeader(bytes) {
  const first = bytes[0];
  const second = bytes[1];
  if (first === undefined || second === undefined) return null;
  const masked = second >= 0x80;
  const short = second & 0x7f;
  const form = short < 126 ? 7 : short === 126 ? 16 : 64;
  const extended = form === 7 ? 0 : form / 8;
  const size = 2 + extended + (masked ? 4 : 0);
  if (bytes.length < size) return null;
  const length = extended === 0 ? short : numberOf(bytes, 2, extended);
  const key = masked ? Array.from({ length: 4 }, (_, i) => Number(bytes[size - 4 + i])) : [];
  const { fin, rsv, opcode } = { fin: first >= 0x80, rsv: (first >> 4) & 7, opcode: first & 15 };
  return { fin, rsv, opcode, masked, form, length, key, size };
}

/** The shortest form that holds a length, which RFC 6455 demands. @param {number} length @returns {LengthForm} */
function lengthForm(length) {
  if (length < 126) return 7;
  return length < 2 ** 16 ? 16 : 64;
}

/**
 * Builds the bytes of a header.
 * @param {{fin?: boolean, rsv?: number, opcode: number, length: number, key?: ArrayLike<number> | null, form?: LengthForm}} header
 *   `form` of the length where it is not the shortest
 * @returns {number[]}
 */
export function buildHeader({ fin = true, rsv = 0, opcode, length, key = null, form }) {
  const used = form ?? lengthForm(length);
  const short = used === 7 ? length : used === 16 ? 126 : 127;
  const bytes = [
    (fin ? 0x80 : 0) | ((rsv & 7) << 4) | (opcode & 15),
    (key === null ? 0 : 0x80) | short,
  ];
  const extended = used === 7 ? 0 : used / 8;
  for (let place = extended - 1; place >= 0; place -= 1)
    bytes.push(Math.floor(length / 2 ** (8 * place)) % 256);
  return key === null ? bytes : [...bytes, ...Array.from(key).slice(0, 4)];
}

/**
 * Builds a whole frame.
 * @param {{fin?: boolean, rsv?: number, opcode: number, payload: ArrayLike<number>, key?: ArrayLike<number> | null, form?: LengthForm}} frame
 * @returns {Uint8Array}
 */
export function buildFrame({ payload, key = null, ...header }) {
  const head = buildHeader({ ...header, length: payload.length, key });
  const body = key === null ? Array.from(payload) : mask(payload, key);
  return Uint8Array.from([...head, ...body]);
}

/**
 * Masks or unmasks bytes: each is combined by exclusive or with the key's byte at the same place modulo 4.
 * @param {ArrayLike<number>} bytes
 * @param {ArrayLike<number>} key  without one nothing changes
 * @param {number} [start]  place of the first byte in the payload
 * @returns {number[]}
 */
export function mask(bytes, key, start = 0) {
  return Array.from(bytes, (byte, i) => byte ^ Number(key[(start + i) % 4] ?? 0));
}

/**
 * The fields of a header in their order, each with its bits.
 * @param {FrameHeader} header
 * @returns {Field[]}
 */
export function fieldsOf({ fin, rsv, opcode, masked, form, length, key }) {
  const short = form === 7 ? length : form === 16 ? 126 : 127;
  /** @type {Field[]} */
  const fields = [
    field("fin", Number(fin), 1),
    field("rsv1", rsv >> 2, 1),
    field("rsv2", (rsv >> 1) & 1, 1),
    field("rsv3", rsv & 1, 1),
    field("opcode", opcode, 4),
    field("mask", Number(masked), 1),
    field("length", short, 7),
  ];
  if (form !== 7) fields.push(field("extended", length, form));
  if (masked) {
    const bits = key.map((byte) => binary(byte, 8)).join("");
    fields.push({ name: "key", bits, value: numberOf(key, 0, 4) });
  }
  return fields;
}

/** The payload of a Close frame. @param {number} code @param {string} [reason] @returns {number[]} */
export function closePayload(code, reason = "") {
  return [code >> 8, code & 255, ...new TextEncoder().encode(reason)];
}

/** Bytes as hex digits, two a byte. @param {ArrayLike<number>} bytes @param {string} [gap]  between bytes */
export function toHex(bytes, gap = "") {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(gap);
}

/** Bytes of hex digits; spaces are ignored. @param {string} text @returns {number[] | null}  null for other text */
export function fromHex(text) {
  const digits = text.replace(/\s+/g, "");
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return null;
  return Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

/** @param {number} value @param {number} width */
function binary(value, width) {
  return BigInt(value).toString(2).padStart(width, "0");
}

/** @param {FieldName} name @param {number} value @param {number} width @returns {Field} */
function field(name, value, width) {
  return { name, bits: binary(value, width), value };
}

/** A number of `count` bytes, the highest first. @param {ArrayLike<number>} bytes @param {number} from @param {number} count */
function numberOf(bytes, from, count) {
  let value = 0;
  for (let i = from; i < from + count; i += 1) value = value * 256 + Number(bytes[i]);
  return value;
}
