/**
 * Parses the subset of server-sent events that the server uses (SPEC H8). Pure.
 */

/** `message` when it has no name. @typedef {{name: string, data: string}} StreamEvent */

/** Ends an event. */
const SEPARATOR = "\n\n";

export class EventReader {
  /** Pieces of an incomplete event; joined once, because an event may have megabytes. @type {string[]} */
  #pieces = [];

  /** Takes the next piece of text. @param {string} text @returns {StreamEvent[]}  those that it completes */
  feed(text) {
    const last = this.#pieces.at(-1) ?? "";
    const isCut = last.endsWith("\n") && text.startsWith("\n");
    this.#pieces.push(text);
    if (!isCut && !text.includes(SEPARATOR)) return [];
    const blocks = this.#pieces.join("").split(SEPARATOR);
    this.#pieces = [blocks.pop() ?? ""];
    return blocks.filter((block) => block !== "").map(parseEvent);
  }
}

/** @param {string} block  lines of `field: value` @returns {StreamEvent} */
function parseEvent(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  return { name, data: data.join("\n") };
}
