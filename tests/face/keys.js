// Key presses without a keyboard, on a page without a document.

/** @typedef {{key: string, code?: string, shift?: boolean, ctrl?: boolean, meta?: boolean, alt?: boolean, altGr?: boolean, composing?: boolean}} KeyFields */

/** @param {KeyFields} pressed */
export function press({ key, code = "", shift, ctrl, meta, alt, altGr, composing }) {
  return {
    key,
    code,
    keyCode: 0,
    shiftKey: shift ?? false,
    ctrlKey: ctrl ?? false,
    metaKey: meta ?? false,
    altKey: alt ?? false,
    isComposing: composing ?? false,
    getModifierState: (/** @type {string} */ name) => name === "AltGraph" && (altGr ?? false),
  };
}

/** An element whose `closest` matches the selectors it is given. */
export class FakeElement extends EventTarget {
  ownerDocument = { body: /** @type {FakeElement | null} */ (null) };
  #roles;

  /** @param {...string} roles  selectors that it or an ancestor matches */
  constructor(...roles) {
    super();
    this.#roles = roles;
  }

  /** @param {string} selectors */
  closest(selectors) {
    return this.#roles.some((role) => selectors.includes(role)) ? this : null;
  }
}

/** Sends a key to the page as if `target` had the focus. @param {EventTarget} page @param {"keydown" | "keyup"} type @param {KeyFields & {target?: EventTarget}} pressed */
export function send(page, type, { target, ...pressed }) {
  const event = new Event(type, { cancelable: true });
  for (const [name, value] of Object.entries(press(pressed))) {
    Object.defineProperty(event, name, { value });
  }
  Object.defineProperty(event, "target", { value: target ?? null });
  page.dispatchEvent(event);
  return event;
}
