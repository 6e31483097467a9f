/**
 * The language links, whose choice is stored in this browser and removed from the address.
 */

import { queryAll } from "../elements/dom.js";
import { writeSetting } from "./storage.js";

/** Stores the choice on a click, and removes `?lang=` from the address bar. */
export function bindLanguageLinks() {
  for (const link of queryAll("a[data-lang]")) {
    link.addEventListener("click", () => writeSetting("lang", link.dataset.lang ?? "en"));
  }
  const here = new URL(location.href);
  if (!here.searchParams.has("lang")) return;
  // A shared link must not carry the sender's language.
  here.searchParams.delete("lang");
  history.replaceState(history.state, "", here);
}
