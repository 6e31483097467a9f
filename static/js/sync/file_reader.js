/**
 * Reads files of this page.
 */

/** @param {string} address @returns {Promise<Blob>} */
export async function readFile(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.blob();
}
