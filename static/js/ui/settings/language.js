/**
 * The language links: a choice that is kept in this browser and does not stay in the address.
 */

import { queryAll } from "../elements/dom.js";
import { writeSetting } from "./storage.js";

/** Makes the links keep the choice, and takes `?lang=` out of the address bar. */
export function bindLanguageLinks() {
  for (const link of queryAll("a[data-lang]")) {
    link.addEventListener("click", () => writeSetting("lang", link.dataset.lang ?? "en"));
  }
  const here = new URL(location.href);
  if (!here.searchParams.has("lang")) return;
  // Otherwise whoever is sent this address would get the sender's language.
  here.searchParams.delete("lang");
  history.replaceState(history.state, "", here);
}
