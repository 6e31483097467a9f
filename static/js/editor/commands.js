/**
 * The commands: everything that a key, a button or a menu can do, by id. Keyboard, help and menus read this table.
 *
 * A key is written as it is read aloud: modifiers first (`Ctrl` is Command on a Mac), then the key.
 * Letters match by what the key types, so that they follow the layout; on layouts without Latin letters, and together
 * with Alt, by the position of the key, as comma and point do with Alt. Digits and brackets match by position, because some layouts have them only with
 * Shift or AltGr. Other signs match by what the key types.
 */

/** @typedef {"tools" | "style" | "edit" | "arrange" | "view" | "board"} CommandGroup */
/**
 * @typedef {object} Command
 * @property {string} id  its text is `shortcut-` and the id
 * @property {readonly string[]} keys
 * @property {boolean} [onBoard]  whether its keys work only while the focus is on the board itself
 * @property {boolean} [inText]  whether its keys also work while a text is written on the board
 * @property {boolean} [inPanels]  whether its keys also work in the fields of the panels around the board
 * @property {boolean} [held]  whether it runs when its key is pressed, with true, and when it is released, with false
 * @property {boolean} [native]  whether the browser acts on its keys and sends an event of its own, as for the clipboard
 * @property {CommandGroup} [group]  under which lists show it; `inGroup` sets it
 * @property {boolean} [isInMenu]  whether the menu of the selection lists it
 * @property {boolean} [isInBoardMenu]  whether the menu of an empty place of the board lists it
 * @property {boolean} [needsSelection]  whether it does nothing while nothing is selected
 * @property {() => boolean} [when]  whether it can run now; always when missing
 * @property {(down: boolean) => boolean | void} run  returns false to leave the key to the browser
 */

/** Milliseconds after which keys no longer wait for a part of the page that does not load. */
const MAX_WAIT_MS = 10_000;

/** Puts commands in a group. @param {CommandGroup} group @param {readonly Command[]} commands @returns {Command[]} */
export function inGroup(group, commands) {
  return commands.map((command) => ({ group, ...command }));
}

export class Commands {
  /**
   * Settles once the commands that still load a part of the page have run, with whether all could; null when none does. Keys
   * wait for it, so that what a person types does not depend on how quickly the page loads.
   * @type {Promise<boolean> | null}
   */
  loading = null;

  /** @type {Map<string, Command>} */
  #byId = new Map();
  /** @type {Map<string, Command>} */
  #byKey = new Map();

  /** Adds commands to the table; ids and keys are unique. @param {readonly Command[]} commands */
  register(commands) {
    for (const command of commands) {
      if (this.#byId.has(command.id)) throw new Error(`two commands are called ${command.id}`);
      this.#byId.set(command.id, command);
      for (const key of command.keys) {
        if (this.#byKey.has(key)) throw new Error(`two commands have the key ${key}`);
        this.#byKey.set(key, command);
      }
    }
  }

  /** All commands in the order of the help. @returns {Command[]} */
  get list() {
    return [...this.#byId.values()];
  }

  /** Finds the command of a key, which may have several names. @param {readonly string[]} names @returns {Command | null} */
  withKey(names) {
    for (const name of names) {
      const command = this.#byKey.get(name);
      if (command !== undefined) return command;
    }
    return null;
  }

  /**
   * Makes keys wait until a command has loaded what it needs, at most 10 s. Failures are the command's own affair.
   * @param {Promise<unknown>} work
   */
  waitFor(work) {
    const patience = new Promise((resolve) => setTimeout(() => resolve(false), MAX_WAIT_MS));
    const hasRun = work.then(
      () => true,
      () => false,
    );
    const all = Promise.all([this.loading ?? true, Promise.race([hasRun, patience])]);
    const loading = all.then((done) => {
      if (this.loading === loading) this.loading = null;
      return done.every(Boolean);
    });
    this.loading = loading;
  }

  /**
   * Runs a command unless it cannot run now. Returns false if its key belongs to the browser.
   * @param {string} id
   * @param {boolean} [down]
   */
  run(id, down = true) {
    const command = this.#byId.get(id);
    if (command === undefined) return false;
    if (command.when?.() === false) return true;
    return command.run(down) !== false;
  }
}
