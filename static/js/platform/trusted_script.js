/**
 * Addresses of our own scripts, for what starts a worker. The policy of the page wants scripts to be named by code
 * that was looked at: by this policy, and no other can be made.
 */

/** All that runs in a thread of its own, by the end of its address. */
const WORKERS = ["/sw.js", "/js/render/tile_worker.js", "/js/sync/chunk_worker.js"];

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
