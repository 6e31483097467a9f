/**
 * The only place that names the browser's WebSocket.
 */

/**
 * @typedef {object} Socket
 * @property {(text: string) => void} send
 * @property {() => void} close  nothing is reported after it
 * @property {() => number} backlog  bytes that have not left this machine yet
 */
/**
 * @typedef {object} SocketEvents
 * @property {() => void} opened
 * @property {(text: string) => void} received
 * @property {(code: number) => void} closed  exactly once, also when it never opened
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
  socket.onclose = ({ code }) => closed(code);
  return {
    send(text) {
      // The server may have closed it a moment ago; what is lost with it is sent again over the next one (SPEC E8).
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      // A dead network would report the close much later, into another connection's life.
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
    backlog: () => socket.bufferedAmount,
  };
}
