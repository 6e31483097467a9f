/**
 * The figure of the handshake: connects, asks the server for the heads as they were on the wire, and shows them.
 */

import { byId } from "../elements/dom.js";
import { handshakeFigure } from "../hood/handshake_view.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** @param {{board: string, form: string}} place @param {Translate} t */
export function bindHandshake(place, t) {
  const button = byId("shake", HTMLButtonElement);
  const status = byId("shake-status", HTMLElement);
  const output = byId("shake-output", HTMLElement);
  const end = (/** @type {string} */ text) => {
    status.textContent = text;
    button.disabled = false;
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = t("learn-shake-waiting");
    const { connect } = await import("../../sync/lecture_client.js");
    const client = await connect(place, "", (message) => {
      if (message.t === "welcome") client.send({ t: "wire", on: true });
      if (message.t === "closed" && button.disabled) end(t("learn-lost"));
      if (message.t !== "wire" || !("request" in message)) return;
      if (message.request === null) end(t("learn-shake-not-kept"));
      else {
        output.replaceChildren(...handshakeFigure(message, t));
        end(t("learn-shake-done"));
      }
      client.close();
    });
  });
}
