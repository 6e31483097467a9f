/**
 * The settings of this browser that are on until the person switches them off.
 */

import { readSetting, writeSetting } from "./storage.js";

export class Switches {
  #apply;

  /** Applies what is stored. @param {Readonly<Record<string, (on: boolean) => void>>} apply  by the key of the setting */
  constructor(apply) {
    this.#apply = apply;
    for (const key of this.keys) apply[key]?.(this.isOn(key));
  }

  get keys() {
    return Object.keys(this.#apply);
  }

  /** @param {string} key */
  isOn(key) {
    return readSetting(key) !== "off";
  }

  /** @param {string} key @param {boolean} on */
  turn(key, on) {
    writeSetting(key, on ? "on" : "off");
    this.#apply[key]?.(on);
  }
}
