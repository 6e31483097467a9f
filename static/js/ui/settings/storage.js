/**
 * What this browser remembers for the person: small texts under `lavagna.…` in localStorage.
 * Where storage is forbidden or full, things are forgotten and nothing else happens.
 */

/** @param {string} key */
export function readSetting(key) {
  try {
    return localStorage.getItem(`lavagna.${key}`);
  } catch {
    return null;
  }
}

/** Calls back when another page of this browser has changed it. @param {string} key @param {() => void} onChange */
export function onSettingChange(key, onChange) {
  addEventListener("storage", (event) => {
    if (event.key === `lavagna.${key}`) onChange();
  });
}

/** @param {string} key @param {string} value */
export function writeSetting(key, value) {
  try {
    localStorage.setItem(`lavagna.${key}`, value);
  } catch (error) {
    console.warn(`lavagna.${key} could not be kept`, error);
  }
}

/** The same for this tab alone, for as long as it is open. @param {string} key */
export function readTabSetting(key) {
  try {
    return sessionStorage.getItem(`lavagna.${key}`);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
export function writeTabSetting(key, value) {
  try {
    sessionStorage.setItem(`lavagna.${key}`, value);
  } catch {
    // Forbidden: the page opens as for somebody new.
  }
}

/**
 * Calls back when another window of this browser changes something.
 * @param {(key: string, value: string | null) => void} onChange  key as in `recall`
 */
export function onAnySettingChange(onChange) {
  addEventListener("storage", ({ key, newValue }) => {
    if (key?.startsWith("lavagna.")) onChange(key.slice("lavagna.".length), newValue);
  });
}
