/**
 * Sends a picture to the server until it is stored or refused (SPEC P1, P2).
 */

import { sendPicture } from "../../sync/pictures.js";

/** A refusal that sending again does not change. */
export class RefusedPicture extends Error {
  /** @param {string} code  of the server */
  constructor(code) {
    super(`the picture was refused: ${code}`);
    this.code = code;
  }
}

/** Wait after the first failure; it doubles with each. */
const RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

/**
 * @param {{address: string, person: string, blob: Blob}} picture
 * @param {() => void} onWait  called before each wait
 */
export async function upload({ address, person, blob }, onWait) {
  for (let attempt = 0; ; attempt += 1) {
    const refusal = await sendPicture({ address, person, blob });
    if (refusal === null) return;
    if (refusal !== "later") throw new RefusedPicture(refusal);
    onWait();
    await waitForNetwork(Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** attempt));
  }
}

/** Waits so long, or until the network is back. @param {number} ms */
function waitForNetwork(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve(undefined);
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });
}
