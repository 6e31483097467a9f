/**
 * The form that joins a board by its link or code. It explains at once what the server would refuse, and leaves the pasted text
 * in the field.
 */

import { byId } from "../elements/dom.js";

/** Punctuation that follows a link in a sentence. */
const TRAILING_MARKS = /[/.,;:!?)\]}>"'*_…’”»]+$/;

/** The code of a lesson, as people type it (SPEC J4). */
const CODE = /^(?:[\s-]*[2-9a-hjkmnp-z]){7}[\s-]*$/i;

const ID = /^(?:demo|[0-9A-Za-z]{22})$/;

/**
 * @typedef {{kind: "board"} | {kind: "elsewhere", host: string, href: string} | {kind: "nonsense"}} LinkKind
 */

/**
 * Classifies pasted text by the server's rules.
 * @param {string} text  a link, only the id of a board, or the code of a lesson
 * @param {readonly string[]} own  addresses of this server, such as "https://board.example"
 * @returns {LinkKind}
 */
export function classifyLink(text, own) {
  const link = text.trim();
  if (CODE.test(link)) return { kind: "board" };
  const path = link.split(/[?#]/, 1)[0] ?? "";
  const place = path.indexOf("/b/");
  const id = (place < 0 ? path : path.slice(place + 3)).replace(TRAILING_MARKS, "");
  if (!ID.test(id)) return { kind: "nonsense" };
  const host = hostOf(link);
  if (host === null || own.some((address) => hostOf(address) === host)) return { kind: "board" };
  // Only http(s) may become a link: other schemes could run code.
  if (!/^https?:\/\//i.test(link) || !URL.canParse(link)) return { kind: "nonsense" };
  return { kind: "elsewhere", host, href: new URL(link).href };
}

/** @param {string} address */
function hostOf(address) {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(address)?.[1]?.toLowerCase() ?? null;
}

/** Explains on the page why a link leads to no board of this server. */
export function bindJoinForm() {
  const form = byId("join", HTMLFormElement);
  const field = byId("join-link", HTMLInputElement);
  const message = byId("join-message", HTMLElement);
  const { origin = "" } = document.documentElement.dataset;
  form.addEventListener("submit", (event) => {
    const pasted = classifyLink(field.value, [location.origin, origin]);
    if (pasted.kind === "board") return;
    event.preventDefault();
    field.setAttribute("aria-invalid", "true");
    message.replaceChildren(...refusalNodes(pasted, message.dataset));
    field.focus();
  });
  field.addEventListener("input", () => {
    field.removeAttribute("aria-invalid");
    message.replaceChildren();
  });
}

/** @param {Exclude<LinkKind, {kind: "board"}>} pasted @param {DOMStringMap} texts */
function refusalNodes(pasted, { nonsense = "", elsewhere = "", open = "" }) {
  if (pasted.kind === "nonsense") return [nonsense];
  const link = document.createElement("a");
  link.href = pasted.href;
  link.rel = "noreferrer";
  const host = document.createElement("bdi");
  host.textContent = pasted.host;
  link.append(`${open} `, host);
  return [`${elsewhere} `, link];
}
