/**
 * Lets this browser open the page without a network. Only where the origin is secure: browsers offer
 * it nowhere else.
 */

import { trustedScript } from "../../platform/trusted_script.js";

/** Where the worker stands, so that all pages are in its scope. */
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
