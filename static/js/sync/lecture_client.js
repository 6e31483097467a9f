/**
 * A client of a board in a few lines: it says hello, and from then on both sides send whenever they like.
 * The lecture page runs this file and shows its text.
 */

/** Random hex digits. @param {number} bytes */
function randomHex(bytes) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {{board: string, form: string}} place  the board's id, and the form of the data that the server writes
 * @param {string} name  of who connects
 * @param {(message: any) => void} receive  called with each message of the server
 */
export async function connect({ board, form }, name, receive) {
  // The present board comes over plain HTTP; the socket brings what happens after it.
  const { seq, at } = await (await fetch(`/api/boards/${board}/snapshot`)).json();
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const address = `${scheme}//${location.host}/b/${board}/ws?v=${form}`;
  const socket = new WebSocket(address, "lavagna.v1");
  /** @param {object} message */
  const send = (message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const [person, tag] = [randomHex(16), randomHex(8)];
  socket.onopen = () => send({ t: "hello", person, tag, name, since: seq, at });
  socket.onmessage = ({ data }) => receive(JSON.parse(data));
  socket.onclose = ({ code, reason }) => receive({ t: "closed", code, reason });
  return { send, close: () => socket.close(1000, "done") };
}
