/**
 * A button of a figure whose work takes a while.
 */

/** @typedef {import("../settings/l10n.js").Translate} Translate */

/**
 * Runs the work on each press. Until it ends, the button keeps the focus but takes no further press. When the work fails,
 * the status says so, and the button can be pressed again.
 * @param {{button: HTMLButtonElement, status: HTMLElement, t: Translate}} parts @param {() => Promise<void>} work
 */
export function bindBusyButton({ button, status, t }, work) {
  let isBusy = false;
  button.addEventListener("click", async () => {
    if (isBusy) return;
    isBusy = true;
    button.setAttribute("aria-disabled", "true");
    try {
      await work();
    } catch {
      status.textContent = t("learn-lost");
    } finally {
      isBusy = false;
      button.removeAttribute("aria-disabled");
    }
  });
}
