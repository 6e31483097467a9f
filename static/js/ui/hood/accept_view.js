/**
 * How `Sec-WebSocket-Accept` follows from `Sec-WebSocket-Key`, step by step. Used by the panel *Under the hood* and by the
 * lecture page.
 */

import { createHash } from "../../../vendor/sha1/index.js";
import { toHex } from "../../model/frame.js";
import { acceptSteps, GUID } from "../../model/handshake.js";
import { code, make } from "../elements/build.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** SHA-1 without `crypto.subtle`, which pages over plain http lack. @type {import("../../model/handshake.js").Sha1} */
export function sha1(bytes) {
  return createHash().update(bytes).digest();
}

/**
 * @param {string} key  of the request
 * @param {string | null} answered  what the server answered; null to show the steps only
 * @param {Translate} t
 * @returns {HTMLElement}
 */
export function acceptFigure(key, answered, t) {
  const { digest, accept } = acceptSteps(key, sha1);
  const joined = make("code", {}, make("b", {}, key), make("wbr"), GUID);
  const steps = [
    step(t("hood-accept-key"), code(key)),
    step(t("hood-accept-joined"), joined),
    step(t("hood-accept-sha1"), code(toHex(digest, " "))),
    step(t("hood-accept-base64"), code(accept, "accept-result")),
  ];
  const isSame = answered === accept;
  const verdict =
    answered === null
      ? null
      : make(
          "p",
          { class: `accept-verdict ${isSame ? "good" : "bad"}` },
          isSame ? t("hood-accept-same") : t("hood-accept-differs"),
        );
  return make("div", { class: "accept" }, make("ol", { class: "accept-steps" }, ...steps), verdict);
}

/** @param {string} name @param {HTMLElement} value */
function step(name, value) {
  return make("li", {}, make("span", {}, name), value);
}
