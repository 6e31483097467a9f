/**
 * The figure of the handshake: connects, asks the server for the heads as they were on the wire, and shows them.
 */

import { importOnce } from "../../platform/loading.js";
import { byId } from "../elements/dom.js";
import { bindBusyButton } from "./busy_button.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {{request: string | null, answer: string}} Heads  as the server kept them: none when it has no room */

/** Connects, and ends the connection once the server has told its heads. @param {{board: string, form: string}} place @returns {Promise<Heads>} */
async function shakeHands(place) {
  const { connect } = await importOnce(() => import("../../sync/lecture_client.js"));
  return new Promise((resolve, reject) => {
    const connected = connect(place, "", async (message) => {
      const client = await connected;
      if (message.t === "welcome") client.send({ t: "wire", on: true });
      if (message.t === "closed") reject(new Error("the connection ended before the heads came"));
      if (message.t !== "wire" || !("request" in message)) return;
      resolve(message);
      client.close();
    });
    connected.catch(reject);
  });
}

/** @param {{board: string, form: string}} place @param {Translate} t */
export function bindHandshake(place, t) {
  const button = byId("shake", HTMLButtonElement);
  const status = byId("shake-status", HTMLElement);
  const output = byId("shake-output", HTMLElement);
  bindBusyButton({ button, status, t }, async () => {
    status.textContent = t("learn-shake-waiting");
    const { handshakeFigure } = await importOnce(() => import("../hood/handshake_view.js"));
    const { request, answer } = await shakeHands(place);
    if (request !== null) output.replaceChildren(...handshakeFigure({ request, answer }, t));
    status.textContent = request === null ? t("learn-shake-not-kept") : t("learn-shake-done");
  });
}
