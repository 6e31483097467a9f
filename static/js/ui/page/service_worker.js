/**
 * Registers the service worker that opens pages without a network. Browsers offer it on secure origins only.
 */

import { trustedScript } from "../../platform/trusted_script.js";

/** At the root, so that every page is in the worker's scope. */
const ADDRESS = "/sw.js";

export async function registerServiceWorker() {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return;
  try {
    await serviceWorker.register(trustedScript(ADDRESS));
  } catch (error) {
    console.warn("this page will not open without a network", error);
  }
}
