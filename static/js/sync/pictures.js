/**
 * Pictures of images over HTTP (SPEC P): reads and sends them.
 */

/** Answers after which the same request may succeed: too many at once, too slow, or a server that cannot now. */
const PASSING = [408, 421, 429, 500, 502, 503, 504];

/** The address of a picture. @param {string} board @param {string} image  its id, empty for the address before it */
export function pictureAddress(board, image) {
  return `${location.origin}/api/boards/${board}/images/${image}`;
}

/** Why a picture cannot be read. */
export class MissingPicture extends Error {
  /** @param {string} image @param {number} status */
  constructor(image, status) {
    super(`picture ${image}: ${status}`);
    this.status = status;
  }
}

/** Reads pictures of a board. @param {string} base  the address before the id @param {import("./visitor.js").VisitorHeaders} headers @returns {(image: string) => Promise<Blob>} */
export function pictureReader(base, headers) {
  return async (image) => {
    const response = await fetch(base + image, { headers });
    if (!response.ok) throw new MissingPicture(image, response.status);
    return response.blob();
  };
}

/**
 * Sends a picture once. `fetch` does not say how much of a body is sent, so this is an older request.
 * @param {{address: string, person: string, file: Blob}} picture
 * @param {{signal?: AbortSignal, onProgress?: (share: number) => void}} [options]
 * @returns {Promise<string | null>}  null when it is stored, "later" when it is worth another try, else the code of the refusal
 */
export function sendPicture({ address, person, file }, { signal, onProgress } = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.setRequestHeader("Lavagna-Person", person);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded / Math.max(1, total));
    request.onload = () => resolve(outcomeOf(request));
    request.onerror = () => resolve("later");
    request.onabort = () => resolve("later");
    if (signal !== undefined) signal.onabort = () => request.abort();
    request.send(file);
  });
}

/** @param {XMLHttpRequest} request */
function outcomeOf({ status, responseText }) {
  if (status === 200 || status === 201) return null;
  if (PASSING.includes(status)) return "later";
  try {
    return JSON.parse(responseText).error ?? String(status);
  } catch {
    // A proxy in front refuses in words of its own.
    return String(status);
  }
}
