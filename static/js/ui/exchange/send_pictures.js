/**
 * Sends the pictures of a file to the board, before anything shows them (SPEC P1).
 */

import { pictureAddress, sendPicture } from "../../sync/pictures.js";
import { personSecret } from "../settings/person.js";

/** Wait after the first failure; it doubles with each. */
const RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

/** A picture that the server does not take. */
export class RefusedPicture extends Error {
  /** @param {string} code  of the server */
  constructor(code) {
    super(`the picture was refused: ${code}`);
    this.code = code;
  }
}

/**
 * Sends a picture until it is stored or refused.
 * @param {string} image  its id on this board
 * @param {Blob} blob
 * @param {{signal: AbortSignal, onWait: () => void}} work  `onWait` is called before each wait for the network
 */
export async function storePicture(image, blob, { signal, onWait }) {
  const { board = "" } = document.documentElement.dataset;
  const address = pictureAddress(board, image);
  const picture = { address, person: personSecret(board), file: blob };
  for (let attempt = 0; ; attempt += 1) {
    const refusal = await sendPicture(picture, { signal });
    signal.throwIfAborted();
    if (refusal === null) return;
    if (refusal !== "later") throw new RefusedPicture(refusal);
    onWait();
    await waitForNetwork(Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** attempt), signal);
  }
}

/** Waits so long, or until the network is back. @param {number} ms @param {AbortSignal} signal */
async function waitForNetwork(ms, signal) {
  await new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve(undefined);
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
  signal.throwIfAborted();
}

/** The bytes of a data URL in base64. @param {string} url @returns {Blob} */
export function blobOf(url) {
  const comma = url.indexOf(",");
  const letters = atob(url.slice(comma + 1));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: url.slice("data:".length, url.indexOf(";")) });
}
