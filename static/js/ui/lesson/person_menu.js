/**
 * The menu of a person: to follow them, and for teachers the hand, the pen and the role.
 */

import { CommandMenu } from "../commands/command_menu.js";
import { byId } from "../elements/dom.js";

/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {import("../attention/attention_actions.js").AttentionActions} AttentionActions */
/** @typedef {"follow" | "follow-end" | "hand-lower" | "pen-give" | "pen-take" | "role-owner" | "role-viewer" | "role-link" | "remove"} Item */

export class PersonMenu {
  #parts;
  #actions;
  #menu;
  /** Whom the open menu is about. @type {{peer: Peer, views: AttentionActions} | null} */
  #about = null;

  /** @param {import("./lesson_controls.js").LessonParts} parts @param {import("./lesson_actions.js").LessonActions} actions */
  constructor(parts, actions) {
    this.#parts = parts;
    this.#actions = actions;
    const { t } = parts;
    /** @type {Record<Item, string>} */
    const names = {
      follow: t("person-follow"),
      "follow-end": t("person-follow-end"),
      "hand-lower": t("person-hand-lower"),
      "pen-give": t("person-pen-give"),
      "pen-take": t("person-pen-take"),
      "role-owner": t("person-owner"),
      "role-viewer": t("person-viewer"),
      "role-link": t("person-link"),
      remove: t("person-remove"),
    };
    this.#menu = new CommandMenu("person-menu", {
      name: t("person-menu"),
      nameOf: (id) => names[/** @type {Item} */ (id)],
      run: (id) => this.#run(/** @type {Item} */ (id)),
    });
    // Within the list of people, which closes with a press beside it.
    byId("people", HTMLElement).append(this.#menu.element);
  }

  /** @param {Peer} peer @param {HTMLElement} opener @param {{views: AttentionActions, isTeacher: boolean}} options */
  open(peer, opener, { views, isTeacher }) {
    this.#about = { peer, views };
    const sections = [[views.isFollowing(peer) ? "follow-end" : "follow"]];
    if (isTeacher && peer.author > 0) {
      const pen = this.#actions.hasPen(peer.author) ? "pen-take" : "pen-give";
      sections.push([...(peer.hand > 0 ? ["hand-lower"] : []), pen]);
      const owner = this.#actions.isOwner ? ["role-owner"] : [];
      sections.push([...owner, "role-viewer", "role-link"], ["remove"]);
    }
    const commands = sections.map((ids) =>
      ids.map((id) => ({ id, keys: [], run: () => undefined })),
    );
    this.#menu.open(commands, opener.getBoundingClientRect(), opener);
  }

  /** @param {Item} item */
  #run(item) {
    const actions = this.#actions;
    if (this.#about === null) return;
    const { peer, views } = this.#about;
    if (item === "follow" || item === "follow-end") views.toggleFollow(peer);
    else if (item === "hand-lower") {
      for (const window of peer.windows) this.#parts.editor.attention.lowerHand(window);
    } else if (item === "pen-give") actions.givePen(peer);
    else if (item === "pen-take") actions.takePen(peer.author);
    else if (item === "remove") actions.remove(peer);
    else if (item === "role-owner") actions.setRole(peer, "owner");
    else if (item === "role-viewer") actions.setRole(peer, "viewer");
    else actions.setRole(peer, null);
  }
}
