/**
 * The texts of the page's language, from the same file that the server reads.
 */

import { FluentBundle, FluentResource } from "../../../vendor/fluent-bundle/index.js";

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Translate */

/** Marks around a name, so that its direction cannot disturb the sentence. @param {string} name */
export function isolate(name) {
  return `\u2068${name}\u2069`;
}

/** What somebody is called, also without a name that can be read. @param {string} name @param {Translate} t */
export function displayName(name, t) {
  return name === "" ? t("guest") : name;
}

/** @returns {Promise<Translate>} */
export async function loadTexts() {
  const { lang, dataset } = document.documentElement;
  const answer = await fetch(`${dataset.assets}/locales/${lang}/lavagna.ftl`);
  if (!answer.ok) throw new Error(`no texts for ${lang}: ${answer.status}`);
  return translator(lang, await answer.text());
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
