/**
 * The lab's controls, and the sign that it is on, which stays visible while the panel is closed.
 */

import { make } from "../elements/build.js";
import { ButtonGroup } from "../elements/button_group.js";
import { createIcon } from "../elements/dom.js";

/** @typedef {import("../../sync/lab.js").Lab} Lab */
/** @typedef {import("../../sync/lab.js").LabState} LabState */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Delays each way that a session bears, ms. */
const DELAYS = [0, 300, 1000];
/** Times without a connection, ms. */
const AWAY_MS = [10_000, 30_000];

/** @param {Lab} lab @param {Translate} t @returns {HTMLElement} */
export function labView(lab, t) {
  const cuts = make("input", { type: "checkbox", role: "switch", id: "lab-cuts" });
  cuts.addEventListener("change", () => lab.cutAtRandom(cuts.checked));
  const slow = delays(lab, t);
  const buttons = [
    button(t("hood-lab-cut-now"), () => lab.cut()),
    ...AWAY_MS.map((ms) =>
      button(t("hood-lab-cut-for", { seconds: ms / 1000 }), () => lab.cut(ms)),
    ),
  ];
  lab.state.subscribe((state) => {
    cuts.checked = state.cuts;
    slow.show(String(state.delay));
  });
  return make(
    "div",
    { class: "lab" },
    make("p", {}, t("hood-lab-text")),
    make("h3", { id: "lab-slow" }, t("hood-lab-slow")),
    slow.element,
    make("h3", {}, t("hood-lab-cut")),
    make("div", { class: "lab-buttons" }, ...buttons),
    make(
      "label",
      { class: "menu-part menu-row switch" },
      make("span", {}, t("hood-lab-random")),
      cuts,
    ),
    make("p", { class: "small" }, t("hood-lab-off-text")),
  );
}

/** @param {Lab} lab @param {Translate} t */
function delays(lab, t) {
  const choices = DELAYS.map((delay) =>
    make(
      "button",
      {
        type: "button",
        role: "radio",
        "aria-checked": String(delay === 0),
        "data-delay": String(delay),
      },
      delay === 0 ? t("hood-lab-no-delay") : t("hood-lab-delay", { seconds: delay / 1000 }),
    ),
  );
  const element = make(
    "div",
    { class: "segments", role: "radiogroup", "aria-labelledby": "lab-slow" },
    ...choices,
  );
  const group = new ButtonGroup(element, "delay", (value) => lab.slow(Number(value)));
  return { element, show: (/** @type {string} */ value) => group.show(value) };
}

/** @param {string} text @param {() => void} onPress */
function button(text, onPress) {
  const element = make("button", { type: "button", class: "button soft compact" }, text);
  element.addEventListener("click", onPress);
  return element;
}

/** Shows at the top of the board that the lab is on, with a button that turns it off. @param {Lab} lab @param {Translate} t */
export function bindLabSign(lab, t) {
  const text = make("span");
  const off = make("button", { type: "button", class: "link-button" }, t("hood-lab-turn-off"));
  off.addEventListener("click", () => lab.turnOff());
  const sign = make(
    "section",
    { class: "lab-sign", "data-region": "", "aria-label": t("hood-lab") },
    createIcon("alert"),
    text,
    off,
  );
  const announced = make("div", { role: "status" });
  document.getElementById("board")?.append(announced);
  lab.state.subscribe((state) => {
    const hadFocus = sign.contains(document.activeElement);
    if (lab.isOn) {
      text.textContent = labText(state, t);
      if (!sign.isConnected) announced.append(sign);
      return;
    }
    sign.remove();
    if (hadFocus) document.getElementById("overlay")?.focus({ preventScroll: true });
  });
}

/** Returns a sentence about the lab's state. @param {LabState} state @param {Translate} t */
function labText({ delay, cuts, awayUntil }, t) {
  const parts = [
    awayUntil > 0 ? t("hood-lab-sign-away") : null,
    delay > 0 ? t("hood-lab-sign-slow", { seconds: delay / 1000 }) : null,
    cuts ? t("hood-lab-sign-cuts") : null,
  ];
  return `${t("hood-lab")}: ${parts.filter((part) => part !== null).join(", ")}`;
}
