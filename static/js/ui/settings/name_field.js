/**
 * A field for the person's own name, in a form of its own. Enter, its button and leaving the field apply the name, Escape
 * takes back what was typed.
 */

import { isolate } from "./l10n.js";

/** @typedef {{ownName: import("./own_name.js").OwnName, announcer: import("../status/announcer.js").Announcer, t: import("./l10n.js").Translate}} NameParts */

/** Sets the person's name and announces it. @param {string} typed @param {NameParts} parts */
export function rename(typed, { ownName, announcer, t }) {
  if (!ownName.setName(typed)) return;
  announcer.say(t("name-changed", { name: isolate(ownName.shown.value) }));
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} field  in the form @param {NameParts} parts */
export function bindNameField(form, field, parts) {
  const { shown } = parts.ownName;
  const show = () => {
    field.value = shown.value;
  };
  const submit = () => {
    rename(field.value, parts);
    show();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("change", submit);
  field.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") show();
  });
  // Another window may change the name too. A field that has the focus keeps what is being typed.
  shown.subscribe(() => {
    if (document.activeElement !== field) show();
  });
  show();
}
