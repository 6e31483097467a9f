/**
 * An address of one of our own scripts, for what starts a worker: the policy of the page wants scripts to be named
 * by code that was looked at.
 * @param {string} policy  a name of the caller's own
 * @param {string} address
 * @returns {string}
 */
export function ownScript(policy, address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (trustedTypes === undefined) return address;
  return trustedTypes.createPolicy(policy, { createScriptURL: () => address }).createScriptURL("");
}
