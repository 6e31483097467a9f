/**
 * What must be known before the first paint: theme, size and language of this browser.
 *
 * Loaded as a plain script in the head, so that nobody who chose a dark board sees a white flash.
 * It has no imports and exports for that reason, and no module imports it.
 */

{
  const root = document.documentElement;
  /** @param {string} key */
  const recall = (key) => {
    try {
      return localStorage.getItem(`lavagna.${key}`);
    } catch {
      // Storage may be forbidden; then the defaults of the system hold.
      return null;
    }
  };
  const theme = recall("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const size = recall("size");
  const isWall = innerWidth >= 1800 && matchMedia("(pointer: coarse)").matches;
  if (size === "l" || (size === null && isWall)) root.dataset.size = "l";
  const language = recall("lang");
  const here = new URL(location.href);
  const isOther = (language === "en" || language === "it") && language !== root.lang;
  if (isOther && !here.searchParams.has("lang")) {
    // The server chose by what the browser prefers; the person has chosen otherwise before.
    here.searchParams.set("lang", language);
    location.replace(here);
  }
}
