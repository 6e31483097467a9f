/**
 * Opens a WebSocket. No other file uses the browser's API for it.
 */

import { codeOfClose } from "./close_codes.js";

/**
 * @typedef {object} Socket
 * @property {(text: string) => void} send
 * @property {() => void} close  no event follows
 * @property {() => number} backlog  bytes that wait to be sent
 * @property {() => {protocol: string, extensions: string}} [facts]  what the handshake agreed on
 */
/** A close as the browser tells it. @typedef {{code: number, reason: string, wasClean: boolean}} CloseDetail */
/**
 * @typedef {object} SocketEvents
 * @property {() => void} opened
 * @property {(text: string) => void} received
 * @property {(code: number, detail?: CloseDetail) => void} closed  called exactly once, also when it never opened
 */
/** @typedef {(url: string, events: SocketEvents) => Socket} OpenSocket */

/** SPEC C1. */
const SUBPROTOCOL = "lavagna.v1";

/** @type {OpenSocket} */
export function openSocket(url, { opened, received, closed }) {
  const socket = new WebSocket(url, SUBPROTOCOL);
  socket.onopen = opened;
  socket.onmessage = ({ data }) => {
    // Binary messages are not part of the protocol.
    if (typeof data === "string") received(data);
  };
  socket.onclose = ({ code, reason, wasClean }) =>
    closed(codeOfClose(code, reason), { code, reason, wasClean });
  return {
    send(text) {
      // The server may have just closed it; lost edits are sent again over the next socket (SPEC E8).
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      // On a dead network the close event would fire much later, during another connection.
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
    backlog: () => socket.bufferedAmount,
    facts: () => ({ protocol: socket.protocol, extensions: socket.extensions }),
  };
}
