/**
 * The page around the board is part of the same app: whatever was pressed on it, and however, the board can
 * be used right afterwards.
 */
import { restingBox } from "./boxes.js";
import { controlsOf } from "./controls.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { Fingers, PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("./strokes.js").Point} Point */
/** Presses that make a control appear, and then it. @typedef {string[]} Path */

/** The input that presses controls and draws. */
class Hand {
  byKeys = false;
  who;
  page;

  /** @param {BoardPage} who */
  constructor(who) {
    this.who = who;
    this.page = who.page;
  }

  /** @param {string} control */
  async press(control) {
    const { x, y } = await this.middle(control);
    await this.page.mouse.click(x, y);
  }

  /** Of a control that may say that it does nothing now. @param {string} control @returns {Promise<Point>} */
  async middle(control) {
    const place = this.page.locator(control);
    await place.scrollIntoViewIfNeeded();
    const box = await restingBox(place);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** @param {readonly Point[]} points */
  async draw(points) {
    await this.who.draw(points);
  }
}

class Finger extends Hand {
  /** @type {Fingers | null} */
  #fingers = null;

  /** @override @param {string} control */
  async press(control) {
    const { x, y } = await this.middle(control);
    await this.page.touchscreen.tap(x, y);
  }

  /** @override @param {readonly Point[]} points */
  async draw(points) {
    const [first, ...rest] = points;
    this.#fingers ??= await Fingers.of(this.page);
    await this.#fingers.down(1, first ?? { x: 0, y: 0 });
    await this.#fingers.drag(rest);
    await this.#fingers.up(1);
  }
}

class Keys extends Hand {
  /** @override */
  byKeys = true;

  /** @override @param {string} control */
  async press(control) {
    const place = this.page.locator(control);
    await place.focus();
    const isSwitch = await place.evaluate((element) => element.matches("[type=checkbox]"));
    await this.page.keyboard.press(isSwitch ? "Space" : "Enter");
  }
}

/** Panels that are loaded on first use, by the command that opens them. @type {Record<string, string>} */
const PANELS = { find: ".shape-panel", pages: ".page-panel", hood: ".hood" };

/** Panels that stay open beside the board of a large screen. */
const SIDE_PANELS = ".style-panel, .shape-panel, .page-panel, .hood";

/** The way on in the note after it makes a new person of somebody, and with that a new page. */
const LOADS_ANEW = /#somebody-else.*#toasts.* div:nth-of-type\(1\) > button/;

/** Walks every control of a page and uses the board after each. */
class Walk {
  #hand;
  #page;
  /** @type {string[]} */
  failures = [];
  /** @type {string[]} */
  walked = [];

  /** @param {Hand} hand */
  constructor(hand) {
    this.#hand = hand;
    this.#page = hand.page;
  }

  async run() {
    await this.#clearOnce();
    /** @type {Path[]} */
    const paths = (await this.#controls()).map((control) => [control]);
    const known = new Set(paths.flat());
    for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
      if (LOADS_ANEW.test(path.join(" "))) continue;
      await this.#prepare();
      if (!(await this.#follow(path))) {
        this.failures.push(`${path.join(", ")}: not found again`);
        continue;
      }
      this.walked.push(path.at(-1) ?? "");
      // Their own tests walk the controls of these panels.
      const panels = Object.values(PANELS).map((panel) => `${panel}:popover-open`);
      const isInPanel = (await this.#page.locator(panels.join(", ")).count()) > 0;
      const seen = isInPanel ? [] : await this.#controls();
      const fresh = seen.filter((control) => !known.has(control));
      for (const control of fresh) {
        known.add(control);
        paths.push([...path, control]);
      }
      await this.#leaveDialogs(path);
      await this.#useBoard(path);
    }
  }

  /** @param {Path} path @returns {Promise<boolean>} whether all of it was there */
  async #follow(path) {
    for (const isAgain of [false, true]) {
      if (isAgain) await this.#startOver();
      if (await this.#pressAll(path)) return true;
    }
    return false;
  }

  /** @param {Path} path */
  async #pressAll(path) {
    for (const control of path) {
      const seen = await expect
        .poll(() => this.#controls(), { timeout: 1_000 })
        .toContain(control)
        .then(
          () => true,
          () => false,
        );
      if (!seen) return false;
      const place = this.#page.locator(control);
      const opens = await place.getAttribute("aria-haspopup");
      const panel = PANELS[(await place.getAttribute("data-command")) ?? ""];
      await this.#hand.press(control);
      if (panel !== undefined) await expect(this.#page.locator(panel)).toBeVisible();
      if (opens !== null) {
        const opened = expect.poll(() => this.#page.evaluate(hasOpened, control), `${path}`);
        await opened.toBe(true);
      }
    }
    return true;
  }

  /** As somebody who has not said their name yet. */
  async #startOver() {
    await this.#page.evaluate(() => {
      for (const setting of ["name", "name.asked"]) localStorage.removeItem(`lavagna.${setting}`);
    });
    await this.#page.reload();
    await this.#hand.who.expectReady();
    await this.#prepare();
  }

  /** So that there is something to bring back, each time that it is asked for. */
  async #clearOnce() {
    await this.#prepare();
    await this.#page.evaluate(() => {
      const { editor } = /** @type {any} */ (window).lavagna;
      editor.restore(editor.clearPage());
    });
    await this.#hand.who.expectSynced();
  }

  /** A board of one page with two lines, its usual place, and nothing open. */
  async #prepare() {
    await this.#reset();
    await this.#page.evaluate(() => {
      const { editor } = /** @type {any} */ (window).lavagna;
      editor.pages.turnTo(1);
      for (const { page } of editor.pages.listed.value) {
        if (page !== 1) editor.commit([{ op: "page", page, gone: true }]);
      }
    });
    for (let count = await this.#count(); count < 2; count += 1) {
      await this.#page.evaluate(() => {
        const { editor } = /** @type {any} */ (window).lavagna;
        const geometry = { points: [0, 0, 900, 0], pressure: [128, 0], time: [0, 9] };
        const style = { ink: "blue", size: 64 };
        const shape = { id: editor.newId(), kind: "ink", page: 1, pos: [0, 0, 0], geometry, style };
        editor.commit([{ op: "add", shape }]);
      });
    }
  }

  async #reset() {
    await this.#page.evaluate((panels) => {
      const { editor } = /** @type {any} */ (window).lavagna;
      editor.tool.set("pen");
      editor.selection.clear();
      const open = `:is(${panels}):popover-open`;
      for (const close of document.querySelectorAll(`${open} .panel-head button`)) {
        /** @type {HTMLElement} */ (close).click();
      }
      // The lab's effect on the connection would last.
      /** @type {HTMLElement | null} */ (document.querySelector(".lab-sign button"))?.click();
      // So would following somebody.
      const following = document.querySelector(".attention-sign:not([hidden]) button:last-child");
      /** @type {HTMLElement | null} */ (following)?.click();
      editor.camera.goTo({ x: -editor.camera.width / 2, y: -editor.camera.height / 2, zoom: 1 });
      for (const close of document.querySelectorAll("#toasts .toast > button")) {
        /** @type {HTMLElement} */ (close).click();
      }
    }, SIDE_PANELS);
  }

  /** Escape leaves a field and closes a dialog; a press on the paper closes a panel, and does nothing else. @param {Path} path */
  async #leaveDialogs(path) {
    while ((await this.#page.locator("dialog:modal").count()) > 0) {
      await this.#page.keyboard.press("Escape");
    }
    // Its keys are its own; in a panel it goes with that.
    const field = this.#page.locator(
      `body > form:not([hidden]) input:focus, :is(${SIDE_PANELS}) input:focus`,
    );
    if ((await field.count()) > 0) await this.#page.keyboard.press("Escape");
    // On a large screen these panels stay open.
    const isNarrow = await this.#page.evaluate(() => matchMedia("(max-width: 640px)").matches);
    const side = ":is(.style-panel, .shape-panel, .page-panel):popover-open";
    const open = this.#page.locator(
      `.panel:popover-open, .shapes:popover-open, .rail[data-sheet=open]${isNarrow ? `, ${side}` : ""}`,
    );
    if ((await open.count()) === 0) return;
    const before = await this.#count();
    const place = await this.#paper();
    await this.#hand.draw([place]);
    await this.#check(path, "the press that closes it does not draw", this.#count(), before);
    await this.#check(path, "it is closed", open.count(), 0);
  }

  /** @param {Path} path */
  async #useBoard(path) {
    await this.#reset();
    const { keyboard } = this.#page;
    const before = await this.#count();
    await keyboard.press("Control+a");
    await keyboard.press("Delete");
    await this.#check(path, "Delete removes", this.#count(), 0);
    if (before > 0) await keyboard.press("Control+z");
    await this.#check(path, "undo brings back", this.#count(), before);
    await this.#reset();
    // Space presses a button that has the focus by key, as everywhere.
    const isByKeys = this.#hand.byKeys;
    if (!isByKeys) await this.#pan(path);
    const place = await this.#paper();
    await this.#hand.draw(line(place, { x: place.x + 60, y: place.y + 20 }, 4));
    await this.#check(path, "the pen draws", this.#count(), before + 1);
    if (isByKeys) await this.#pan(path);
    await keyboard.press("Control+=");
    await this.#check(path, "Ctrl + zooms", this.#camera("zoom"), 1.5);
    await keyboard.press("Control+z");
    await this.#check(path, "undo takes the line back", this.#count(), before);
  }

  /** @param {Path} path */
  async #pan(path) {
    const { keyboard } = this.#page;
    const before = await this.#count();
    const x = await this.#camera("x");
    const place = await this.#paper();
    await keyboard.down("Space");
    await this.#hand.draw(line(place, { x: place.x + 40, y: place.y }, 4));
    await keyboard.up("Space");
    await this.#check(path, "Space pans", this.#camera("x"), x - 40);
    await this.#check(path, "Space does not draw", this.#count(), before);
  }

  /** @param {Path} path @param {string} what @param {Promise<number>} seen @param {number} wanted */
  async #check(path, what, seen, wanted) {
    const now = await seen;
    if (now !== wanted) this.failures.push(`${path.join(", ")}: ${what}: ${now}, not ${wanted}`);
  }

  #controls() {
    return controlsOf(this.#page, this.#hand.byKeys);
  }

  /** Shapes on the shown page. @returns {Promise<number>} */
  #count() {
    return this.#page.evaluate(() => {
      const { editor } = /** @type {any} */ (window).lavagna;
      return editor.view.count(editor.page.value);
    });
  }

  /** @param {"x" | "zoom"} field @returns {Promise<number>} */
  #camera(field) {
    return this.#page.evaluate(
      (name) => /** @type {any} */ (window).lavagna.editor.camera[name],
      field,
    );
  }

  /** A place of the board that nothing lies over, with some room to its right. @returns {Promise<Point>} */
  #paper() {
    return this.#page.evaluate(() => {
      /** @param {number} x @param {number} y */
      const isFree = (x, y) => {
        const id = document.elementFromPoint(x, y)?.id;
        return id === "overlay" || id === "board";
      };
      for (let y = 100; y < innerHeight; y += 12) {
        for (let x = 40; x < innerWidth - 100; x += 24) {
          if ([0, 20, 40, 60].every((dx) => isFree(x + dx, y) && isFree(x + dx, y + 20))) {
            return { x, y };
          }
        }
      }
      throw new Error("all of the board is covered");
    });
  }
}

/** Runs in the page: whether something is open that the control is not in, or its sheet. @param {string} control */
function hasOpened(control) {
  const button = document.querySelector(control);
  const open = [...document.querySelectorAll("dialog[open], .panel:popover-open")];
  const isSheet = button?.getAttribute("aria-expanded") === "true";
  return isSheet || open.some((part) => !part.contains(button));
}

/** @type {[string, typeof Hand, import("./harness.js").Surroundings][]} */
const HANDS = [
  ["mouse", Hand, {}],
  ["touch", Finger, PHONE],
  ["keyboard", Keys, {}],
];

for (const [name, Kind, surroundings] of HANDS) {
  test(`the board works after every control of the page, by ${name}`, async ({ person, board }) => {
    test.setTimeout(900_000);
    const guest = await person("", surroundings);
    const bruno = await person("Bruno");
    await guest.open(board);
    await bruno.open(board);
    const walk = new Walk(new Kind(guest));
    await walk.run();
    expect(walk.failures).toEqual([]);
    const deep = [
      "#bring-back-button",
      "#share-button",
      "#qr-button",
      "#clear-confirm",
      "#settings-button",
      "#speak-changes",
      "#name-later",
    ];
    expect(walk.walked).toEqual(expect.arrayContaining(deep));
    expect(walk.walked.length, `${walk.walked}`).toBeGreaterThan(45);
  });
}
