/**
 * Registers the service worker that opens pages without a network. Browsers offer it on secure origins only.
 */

import { trustedScript } from "../../platform/trusted_script.js";

/** At the root, so that every page is in the worker's scope. */
const ADDRESS = "/sw.js";

/** Registers it once the board is there: it fetches every file of the page. @param {import("../../editor/editor.js").Editor} editor */
export function registerServiceWorker({ status }) {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return;
  const end = status.subscribe(check);
  function check() {
    if (status.value.state === "loading") return;
    end();
    register(serviceWorker);
  }
  check();
}

/** @param {ServiceWorkerContainer} serviceWorker */
async function register(serviceWorker) {
  try {
    await serviceWorker.register(trustedScript(ADDRESS));
  } catch (error) {
    console.warn("this page will not open without a network", error);
  }
}
