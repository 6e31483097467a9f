/**
 * Texts in the page's language, from the Fluent file that the server uses too.
 */

import { FluentBundle, FluentResource } from "../../../vendor/fluent-bundle/index.js";

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Translate */

/** Wraps a name in bidi isolates, so that its direction cannot reorder the sentence. @param {string} name */
export function isolate(name) {
  return `\u2068${name}\u2069`;
}

/** A person's name, or "Guest" when nothing of it is visible. @param {string} name @param {Translate} t */
export function displayName(name, t) {
  return name === "" ? t("guest") : name;
}

/** Fetches the texts. @param {string[]} [files]  names of Fluent files @returns {Promise<Translate>} */
export async function loadTexts(files = ["lavagna"]) {
  const { lang, dataset } = document.documentElement;
  const load = async (/** @type {string} */ file) => {
    const response = await fetch(`${dataset.assets}/locales/${lang}/${file}.ftl`);
    if (!response.ok) throw new Error(`no texts for ${lang}: ${response.status}`);
    return response.text();
  };
  return translator(lang, (await Promise.all(files.map(load))).join("\n"));
}

/** @param {string} lang @param {string} source  a Fluent file @returns {Translate} */
export function translator(lang, source) {
  const bundle = new FluentBundle(lang, { useIsolating: false });
  bundle.addResource(new FluentResource(source));
  return (key, values) => {
    const message = bundle.getMessage(key)?.value;
    if (message === undefined || message === null) {
      console.error(`no text for ${key}`);
      return key;
    }
    return bundle.formatPattern(message, values ?? null, []);
  };
}
