/**
 * Panels that lie on each other: beside the board on a large screen, all at one place on a phone.
 */

/** Whether an open panel lies on another one. @param {string} id @param {string} other */
export function covers(id, other) {
  const [upper, lower] = [id, other].map((each) => document.getElementById(each));
  if (!upper?.matches(":popover-open") || !lower?.matches(":popover-open")) return false;
  if (matchMedia("(max-width: 640px)").matches) return true;
  const [one, two] = [upper, lower].map((panel) => panel.getBoundingClientRect());
  if (one === undefined || two === undefined) return false;
  // Their heights change with what they show.
  return one.left < two.right && two.left < one.right;
}
