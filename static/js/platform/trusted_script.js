/**
 * Trusted addresses of our worker scripts. The page's Content-Security-Policy requires a Trusted Types policy for them, and
 * allows only this one.
 */

/** The scripts of all workers, by the end of their address. */
const WORKERS = ["/sw.js", "/js/render/tile_worker.js"];

/** @type {{createScriptURL: (address: string) => string} | null} */
let policy = null;

/** @param {string} address @returns {string} */
export function trustedScript(address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (trustedTypes === undefined) return address;
  policy ??= trustedTypes.createPolicy("lavagna", { createScriptURL: checked });
  return /** @type {NonNullable<typeof policy>} */ (policy).createScriptURL(address);
}

/** @param {string} address */
function checked(address) {
  const { origin, pathname } = new URL(address, location.href);
  const isOwn = origin === location.origin && WORKERS.some((end) => pathname.endsWith(end));
  if (!isOwn) throw new TypeError(`no script of ours: ${address}`);
  return address;
}
