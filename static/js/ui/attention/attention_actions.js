/**
 * What a person does about attention, and the sign that tells of it: whom the page follows, who leads, how many follow.
 */

import { byId, createIcon } from "../elements/dom.js";
import { displayName, isolate } from "../settings/l10n.js";
import { animateCamera } from "../viewport/animate_camera.js";
import { Following, placeOf } from "./following.js";
import { ownPlace, ShownView } from "./shown_view.js";

/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {import("../../sync/protocol.js").Call} Call */

export class AttentionActions {
  #parts;
  #following;
  #sign = document.createElement("div");
  #text = document.createElement("span");
  #back = document.createElement("button");
  #stop = document.createElement("button");

  /** @param {import("./attention_controls.js").AttentionParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { editor, t, toasts } = parts;
    this.#following = new Following(editor, {
      onGone: (name) => toasts.show({ text: t("follow-gone", { name: this.#shown(name) }) }),
    });
    new ShownView(editor);
    this.#build();
    const { attention } = editor;
    this.#following.target.subscribe(() => this.#show());
    attention.leads.subscribe(() => this.#show());
    attention.followers.subscribe(() => this.#show());
    attention.call.subscribe((call) => this.#heed(call));
    this.#heed(attention.call.value);
    this.#show();
  }

  #build() {
    const { t } = this.#parts;
    const sign = this.#sign;
    sign.className = "banner attention-sign";
    sign.hidden = true;
    sign.setAttribute("role", "status");
    this.#back.type = "button";
    this.#back.className = "button soft compact";
    this.#back.addEventListener("click", () => this.#following.resume());
    this.#stop.type = "button";
    this.#stop.className = "button soft compact";
    this.#stop.textContent = t("follow-stop");
    this.#stop.addEventListener("click", () => {
      if (this.#parts.editor.attention.leads.value) this.#parts.editor.attention.endLead();
      else this.#following.stop();
      byId("overlay", HTMLElement).focus({ preventScroll: true });
    });
    sign.append(createIcon("eye"), this.#text, this.#back, this.#stop);
    byId("banners", HTMLElement).append(sign);
  }

  #show() {
    const { editor, t } = this.#parts;
    const { attention } = editor;
    const target = this.#following.target.value;
    const count = attention.followers.value;
    this.#back.hidden = target?.isAway !== true;
    this.#stop.hidden = target === null && !attention.leads.value;
    let text = "";
    if (attention.leads.value) text = t("lead-mine", { count });
    else if (target !== null) {
      const name = this.#shown(target.name);
      text = target.isLead ? t("lead-by", { name }) : t("follow-now", { name });
      if (target.isAway) text = t("follow-away", { name });
      this.#back.textContent = t("follow-back", { name });
    } else if (count > 0) text = t("followed-by", { count });
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#sign.hidden = text === "";
  }

  /** @param {string} name */
  #shown(name) {
    return isolate(displayName(name, this.#parts.t));
  }

  /** @param {Call | null} call */
  #heed(call) {
    const { editor, t, toasts } = this.#parts;
    const { page, view, peer = 0, lead = false } = call ?? {};
    if (call === null || peer === editor.peers.me) return;
    const target = this.#following.target.value;
    if (page === undefined || view === undefined) {
      // Its own page follows the person still, if that is what it had chosen.
      if (target?.isLead === true) this.#following.stop();
      return;
    }
    const { name = "" } = editor.peers.windowOf(peer) ?? {};
    if (lead) {
      this.#following.follow(peer, { isLead: true, place: { page, view } });
      return;
    }
    if (target?.isLead === true) this.#following.stop();
    const before = { page: editor.page.value, ...placeNow(editor.camera) };
    editor.pages.turnTo(page);
    animateCamera(editor.camera, placeOf(view, editor.camera));
    toasts.show({
      text: t("called-by", { name: this.#shown(name) }),
      actions: [
        {
          label: t("called-return"),
          run: (toast) => {
            toast.close();
            editor.pages.turnTo(before.page);
            animateCamera(editor.camera, before);
          },
        },
      ],
    });
  }

  /** Follows a person, or stops. @param {Peer} person */
  toggleFollow(person) {
    const { attention } = this.#parts.editor;
    if (attention.leads.value) attention.endLead();
    if (this.isFollowing(person)) this.#following.stop();
    else this.#following.follow(person.peer, { isLead: false });
  }

  /** @param {Peer} person */
  isFollowing({ windows }) {
    const target = this.#following.target.value;
    return target !== null && windows.includes(target.peer);
  }

  /** Brings everybody here once. */
  callHere() {
    const { editor, t, toasts } = this.#parts;
    if (!this.#isTeacher()) return;
    editor.attention.callHere(ownPlace(editor));
    toasts.show({ text: t("call-done") });
  }

  /** Begins or ends to lead everybody. */
  toggleLead() {
    const { editor } = this.#parts;
    if (!this.#isTeacher()) return;
    if (editor.attention.leads.value) editor.attention.endLead();
    else {
      this.#following.stop();
      editor.attention.lead(ownPlace(editor));
    }
  }

  /** Whether this person may call everybody; tells why not. */
  #isTeacher() {
    const { editor, t, toasts } = this.#parts;
    if (editor.rights.value.role === "owner") return true;
    toasts.show({ text: t("call-only-teachers") });
    return false;
  }

  toggleHand() {
    const { editor, t, toasts } = this.#parts;
    const isUp = !editor.attention.isHandUp.value;
    editor.attention.raiseHand(isUp);
    toasts.show({ text: isUp ? t("hand-up") : t("hand-down") });
  }
}

/** @param {import("../../editor/camera.js").Camera} camera */
function placeNow({ x, y, zoom }) {
  return { x, y, zoom };
}
