/**
 * The menu of a person for teachers: the pen, and the role.
 */

import { CommandMenu } from "../commands/command_menu.js";
import { byId } from "../elements/dom.js";

/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {"pen-give" | "pen-take" | "role-owner" | "role-viewer" | "role-link"} Item */

export class PersonMenu {
  #actions;
  #menu;
  /** Whom the open menu is about. @type {Peer | null} */
  #peer = null;

  /** @param {import("./lesson_controls.js").LessonParts} parts @param {import("./lesson_actions.js").LessonActions} actions */
  constructor({ t }, actions) {
    this.#actions = actions;
    /** @type {Record<Item, string>} */
    const names = {
      "pen-give": t("person-pen-give"),
      "pen-take": t("person-pen-take"),
      "role-owner": t("person-owner"),
      "role-viewer": t("person-viewer"),
      "role-link": t("person-link"),
    };
    this.#menu = new CommandMenu("person-menu", {
      name: t("person-menu"),
      nameOf: (id) => names[/** @type {Item} */ (id)],
      run: (id) => this.#run(/** @type {Item} */ (id)),
    });
    // Within the list of people, which closes with a press beside it.
    byId("people", HTMLElement).append(this.#menu.element);
  }

  /** @param {Peer} peer @param {HTMLElement} opener */
  open(peer, opener) {
    this.#peer = peer;
    const pen = this.#actions.hasPen(peer.author) ? "pen-take" : "pen-give";
    const roles = [...(this.#actions.isOwner ? ["role-owner"] : []), "role-viewer", "role-link"];
    const sections = [[pen], roles].map((ids) =>
      ids.map((id) => ({ id, keys: [], run: () => undefined })),
    );
    this.#menu.open(sections, opener.getBoundingClientRect(), opener);
  }

  /** @param {Item} item */
  #run(item) {
    const [peer, actions] = [this.#peer, this.#actions];
    if (peer === null) return;
    if (item === "pen-give") actions.givePen(peer);
    else if (item === "pen-take") actions.takePen(peer.author);
    else if (item === "role-owner") actions.setRole(peer, "owner");
    else if (item === "role-viewer") actions.setRole(peer, "viewer");
    else actions.setRole(peer, null);
  }
}
