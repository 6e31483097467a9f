/**
 * The opening handshake of a WebSocket (RFC 6455 section 4): how the server's `Sec-WebSocket-Accept` follows from the
 * client's `Sec-WebSocket-Key`, and the heads of both messages.
 */

/** The identifier that every server appends to the key (RFC 6455 section 1.3). */
export const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Hashes bytes. Injected, because pages over plain http have no `crypto.subtle`. @typedef {(bytes: Uint8Array) => Uint8Array} Sha1 */
/** @typedef {{digest: number[], accept: string}} AcceptSteps */
/** @typedef {{line: string, headers: {name: string, value: string}[]}} Head */

/**
 * The steps from the key to the accepted value: concatenation, SHA-1, base64.
 * @param {string} key @param {Sha1} sha1 @returns {AcceptSteps}
 */
export function acceptSteps(key, sha1) {
  const digest = Array.from(sha1(new TextEncoder().encode(key + GUID)));
  return { digest, accept: btoa(String.fromCharCode(...digest)) };
}

/** Reads the head of an HTTP message. @param {string} text @returns {Head} */
export function parseHead(text) {
  const [line = "", ...rest] = text.split("\r\n");
  const headers = rest
    .filter((each) => each.includes(":"))
    .map((each) => {
      const colon = each.indexOf(":");
      return { name: each.slice(0, colon), value: each.slice(colon + 1).trim() };
    });
  return { line, headers };
}

/** The values of a header, those of repeated lines joined; null when it is missing. @param {Head} head @param {string} name */
export function headerOf({ headers }, name) {
  const found = headers.filter((header) => header.name.toLowerCase() === name.toLowerCase());
  return found.length === 0 ? null : found.map(({ value }) => value).join(", ");
}
