/**
 * Parts of the page that load on use: a panel, a dialog or a bar with its module, style sheets and texts.
 */

import { importWithRetry } from "../../platform/loading.js";
import { loadTexts } from "../settings/l10n.js";
import { loadStyles } from "./styles.js";

/**
 * Loads a part and retries until all of it is there, so that it never shows without its style or texts.
 * @template T
 * @param {() => Promise<T>} load  imports the module
 * @param {{styles?: readonly string[], texts?: readonly string[]}} [needs]  style sheets, and Fluent files besides that of the page
 * @returns {Promise<T>}
 */
export function loadPart(load, { styles = [], texts = [] } = {}) {
  return importWithRetry(async () => {
    const [module] = await Promise.all([load(), loadTexts(...texts), ...styles.map(loadStyles)]);
    return module;
  });
}
