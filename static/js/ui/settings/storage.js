/**
 * Settings of this browser: short strings under `lavagna.…` in localStorage. Where storage is blocked or full,
 * settings are lost and everything else works.
 */

/** @param {string} key */
export function readSetting(key) {
  try {
    return localStorage.getItem(`lavagna.${key}`);
  } catch {
    return null;
  }
}

/** Calls back when another page of this browser changes the setting. @param {string} key @param {() => void} onChange */
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
    console.warn(`lavagna.${key} could not be stored`, error);
  }
}

/** Reads a setting of this tab, stored in sessionStorage. @param {string} key */
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
    // Storage is blocked: the next load starts with the defaults.
  }
}

/**
 * Calls back when another window of this browser changes any setting.
 * @param {(key: string, value: string | null) => void} onChange  key as in `readSetting`
 */
export function onAnySettingChange(onChange) {
  addEventListener("storage", ({ key, newValue }) => {
    if (key?.startsWith("lavagna.")) onChange(key.slice("lavagna.".length), newValue);
  });
}
