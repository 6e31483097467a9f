/**
 * Pictures of images over HTTP (SPEC P): reads and sends them.
 */

/** Answers after which the same request may succeed: too many at once, too slow, or a server that cannot now. */
const PASSING = [408, 421, 429, 500, 502, 503, 504];

/** Reads pictures of a board. @param {string} base  the address before the id @returns {(image: string) => Promise<Blob>} */
export function pictureReader(base) {
  return async (image) => {
    const response = await fetch(base + image);
    if (!response.ok) throw new Error(`picture ${image}: ${response.status}`);
    return response.blob();
  };
}

/**
 * Sends a picture once.
 * @param {{address: string, person: string, blob: Blob}} picture
 * @returns {Promise<string | null>}  null when it is stored, "later" when it is worth another try, else the code of the refusal
 */
export async function sendPicture({ address, person, blob }) {
  try {
    const headers = { "Lavagna-Person": person };
    const response = await fetch(address, { method: "PUT", headers, body: blob });
    if (response.ok) return null;
    if (PASSING.includes(response.status)) return "later";
    // A proxy in front refuses in words of its own.
    const answer = await response.json().catch(() => null);
    return answer?.error ?? String(response.status);
  } catch {
    return "later";
  }
}
