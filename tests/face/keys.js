// Key presses without a keyboard, on a page without a document.

/** @typedef {{key: string, code?: string, shift?: boolean, ctrl?: boolean, meta?: boolean, alt?: boolean, altGr?: boolean, composing?: boolean}} Pressed */

/** @param {Pressed} pressed */
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

/** An element that is found by `closest` when one of its selectors is asked for. */
export class FakeElement extends EventTarget {
  ownerDocument = { body: /** @type {FakeElement | null} */ (null) };
  #roles;

  /** @param {...string} roles  selectors that it or something around it answers to */
  constructor(...roles) {
    super();
    this.#roles = roles;
  }

  /** @param {string} selectors */
  closest(selectors) {
    return this.#roles.some((role) => selectors.includes(role)) ? this : null;
  }
}

/** Sends a key to the page as if `target` had the focus. @param {EventTarget} page @param {"keydown" | "keyup"} type @param {Pressed & {target?: EventTarget}} pressed */
export function send(page, type, { target, ...pressed }) {
  const event = new Event(type, { cancelable: true });
  for (const [name, value] of Object.entries(press(pressed))) {
    Object.defineProperty(event, name, { value });
  }
  Object.defineProperty(event, "target", { value: target ?? null });
  page.dispatchEvent(event);
  return event;
}
