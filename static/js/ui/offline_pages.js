/**
 * Lets this browser open the page without a network. Only where the origin is secure: browsers offer
 * it nowhere else.
 */

/** Where the worker stands, so that all pages are in its scope. */
const ADDRESS = "/sw.js";

export async function keepPages() {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return;
  try {
    await serviceWorker.register(trusted());
  } catch (error) {
    console.warn("this page will not open without a network", error);
  }
}

/** The policy of the page wants scripts to be named by code that was looked at. @returns {string} */
function trusted() {
  const { trustedTypes } = /** @type {any} */ (window);
  if (trustedTypes === undefined) return ADDRESS;
  return trustedTypes
    .createPolicy("lavagna-worker", { createScriptURL: () => ADDRESS })
    .createScriptURL("");
}
