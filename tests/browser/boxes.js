/**
 * Where elements are on the screen.
 */

/**
 * Where an element comes to rest: its box once its own and its ancestors' animations have ended.
 * @param {import("@playwright/test").Locator} element
 */
export async function restingBox(element) {
  await element.evaluate(async (node) => {
    const isAround = (/** @type {Animation} */ { effect }) =>
      effect instanceof KeyframeEffect && effect.target?.contains(node);
    // An animation that is replaced or cancelled has come to its end, too.
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(isAround)
        .map((each) => each.finished),
    );
  });
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${element} is not visible`);
  return box;
}
