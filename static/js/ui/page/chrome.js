/**
 * Builds the controls that the first stroke does not need: status, people, menu, toasts, dialogs. Loaded after the
 * board is ready to draw on.
 */

import { ClipboardEvents } from "../clipboard/clipboard_events.js";
import { bindDrop, isBoardFile } from "../clipboard/drop.js";
import { bindContextMenu } from "../commands/bind_context_menu.js";
import { bindTooltips } from "../elements/bind_tooltips.js";
import { byId, queryAll } from "../elements/dom.js";
import { bindSwipeToClose } from "../elements/sheets.js";
import { LessonControls } from "../lesson/lesson_controls.js";
import { PageControls } from "../pages/page_controls.js";
import { bindBoardName } from "../panels/board_name.js";
import { covers } from "../panels/covers.js";
import { goToPerson } from "../panels/go_to_person.js";
import { Menu } from "../panels/menu.js";
import { NameCard } from "../panels/name_card.js";
import { People } from "../panels/people.js";
import { bindSwitchPerson } from "../panels/switch_person.js";
import { bindSelectionBar } from "../selection/bind_selection_bar.js";
import { loadTexts } from "../settings/l10n.js";
import { bindLanguageLinks } from "../settings/language.js";
import { Switches } from "../settings/switches.js";
import { Activity } from "../status/activity.js";
import { Announcer } from "../status/announcer.js";
import { Banners } from "../status/banners.js";
import { bindFirstPen } from "../status/first_pen.js";
import { bindNotices } from "../status/notices.js";
import { OffViewHint } from "../status/off_view.js";
import { descriptionOf, sentenceOf, surroundingsOf } from "../status/shape_names.js";
import { StatusPill } from "../status/status_pill.js";
import { Toasts } from "../status/toasts.js";
import { bindHistoryButtons } from "../toolbar/history_buttons.js";
import { bindZoomFigures } from "../toolbar/zoom_buttons.js";
import { loadPart } from "./parts.js";
import { bindPrint } from "./print.js";
import { registerServiceWorker } from "./service_worker.js";

/** @typedef {import("../../editor/commands.js").Commands} Commands */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../settings/theme.js").Theme} Theme */

/**
 * @typedef {object} ChromeParts
 * @property {Editor} editor
 * @property {Gestures} gestures
 * @property {import("../../tools/actions.js").Actions} actions
 * @property {Commands} commands
 * @property {import("../input/escape.js").Escape} escapeKey
 * @property {Theme} theme
 * @property {import("../../platform/signal.js").Signal<import("../../model/colour.js").Theme>} paper  theme of the shown page
 * @property {import("../settings/own_name.js").OwnName} ownName
 * @property {(on: boolean) => void} onSingleKeys
 * @property {import("../input/pen_mode.js").PenMode} penMode
 * @property {import("../../sync/connection_tap.js").ConnectionTap} tap
 */

export class Chrome {
  clipboard;
  openContextMenu;
  #editor;
  #gestures;
  #commands;
  #t;
  #toasts;
  #announcer = new Announcer();
  #shared;
  #theme;
  #paper;
  #actions;
  #escapeKey;
  #tap;
  #settingsParts;
  /** Null until it is used. @type {Promise<import("../dialogs/settings.js").SettingsDialog> | null} */
  #settings = null;
  /** Null until it is used. @type {Promise<import("../commands/palette.js").Palette> | null} */
  #palette = null;
  /** Null until it is used. @type {Promise<import("../hood/hood_panel.js").HoodPanel> | null} */
  #hood = null;
  /** Null until it is used. @type {Promise<import("../pictures/picture_adder.js").PictureAdder> | null} */
  #adder = null;
  /** Null until it is used. @type {Promise<import("../exchange/exchange.js").Exchange> | null} */
  #exchange = null;
  /** Null until it is used. @type {Promise<import("../panels/style_panel.js").StylePanel> | null} */
  #stylePanel = null;
  /** Null until it is used. @type {Promise<import("../panels/shape_panel.js").ShapePanel> | null} */
  #shapePanel = null;

  /** @param {ChromeParts} parts @param {Translate} t */
  constructor(parts, t) {
    const { editor, gestures, actions, commands, theme, ownName, onSingleKeys, penMode } = parts;
    const { escapeKey } = parts;
    this.#escapeKey = escapeKey;
    this.#editor = editor;
    this.#gestures = gestures;
    this.#tap = parts.tap;
    this.#actions = actions;
    this.#commands = commands;
    this.#t = t;
    this.#theme = theme;
    this.#paper = parts.paper;
    this.#toasts = new Toasts(t);
    const shared = { editor, t, announcer: this.#announcer, toasts: this.#toasts };
    this.#shared = shared;
    new StatusPill(editor, gestures, t);
    new Banners(editor, t);
    this.lesson = new LessonControls({ ...shared, escapeKey });
    const { lesson } = this;
    new People({ editor, t, lesson, onGoTo: (peer) => goToPerson(peer, shared) });
    new NameCard({ ...shared, ownName, escapeKey });
    new Activity(shared);
    new OffViewHint(editor, gestures);
    this.pages = new PageControls({ ...shared, escapeKey });
    bindTooltips();
    new Menu(editor, commands);
    this.clipboard = new ClipboardEvents({
      ...{ editor, gestures },
      waitFor: (work) => commands.waitFor(work),
      deleteSelection: () => actions.deleteSelection(),
      addFiles: (files, middle) => this.addFiles(files, middle),
      bringPictures: async (...shapes) => (await this.#pictures()).bring(...shapes),
    });
    bindDrop(editor, (files, middle) => this.addFiles(files, middle));
    const { pictures } = editor.offlineStore;
    const showLeft = () => {
      if (pictures.value !== null && pictures.value.list.length > 0) this.#pictures();
    };
    pictures.subscribe(showLeft);
    showLeft();
    // Elsewhere the service worker has its code when the network is gone.
    if (!isSecureContext) this.#pictures();
    bindSelectionBar({ editor, gestures, commands, t });
    bindNotices(shared);
    bindSwitchPerson(shared);
    bindFirstPen({ ...shared, penMode });
    const switches = new Switches({
      "snap-shapes": (on) => editor.snaps.set(on),
      "single-keys": onSingleKeys,
      "speak-changes": (on) => {
        this.#announcer.speaksChanges = on;
      },
    });
    this.#settingsParts = {
      ...{ theme, penMode, ownName, switches },
      announcer: this.#announcer,
      t,
    };
    registerServiceWorker(editor);
    bindBoardName(editor, t);
    bindHistoryButtons(editor, commands);
    bindZoomFigures(editor, commands);
    bindPrint(editor);
    bindLanguageLinks();
    this.openContextMenu = bindContextMenu({ editor, actions, gestures, commands, t });
    editor.tool.subscribe((id) => this.#announceTool(id));
    editor.keepsTool.subscribe((keeps) => {
      this.#announcer.sayNow(keeps ? t("say-tool-kept") : t("say-tool-not-kept"));
    });
    byId("style-button", HTMLButtonElement).addEventListener("click", ({ detail }) =>
      // A press of a key, not of a pointer.
      this.toggleStylePanel({ focus: detail === 0 }),
    );
    byId("lesson-button", HTMLButtonElement).addEventListener("click", () => this.toggleLesson());
    byId("share-button", HTMLButtonElement).addEventListener("click", () => this.#share());
    const narrow = matchMedia("(max-width: 640px)");
    for (const panel of queryAll(".panel")) {
      bindSwipeToClose(panel, { isSheet: () => narrow.matches, close: () => panel.hidePopover() });
    }
  }

  /** @param {ChromeParts} parts */
  static async load(parts) {
    return new Chrome(parts, await loadTexts("lavagna"));
  }

  /** Puts pictures on the board, or offers to add a saved one. @param {readonly Blob[]} files @param {{x: number, y: number}} middle  in units */
  async addFiles(files, middle) {
    const board = files.find(isBoardFile);
    if (board === undefined) (await this.#pictures()).add(files, middle);
    else await this.exchange((exchange) => exchange.read(board));
  }

  /** Lets the person pick pictures, or take a photo on a phone. */
  async pickPictures() {
    (await this.#pictures()).pick();
  }

  /** Lets the person describe the selected image. */
  async describe() {
    (await this.#pictures()).describeSelected();
  }

  #pictures() {
    const parts = { editor: this.#editor, toasts: this.#toasts, t: this.#t };
    this.#adder ??= loadPart(() => import("../pictures/picture_adder.js"), {
      texts: ["pictures"],
      styles: ["pictures"],
    }).then(({ PictureAdder }) => PictureAdder.open(parts));
    return this.#adder;
  }

  /** Takes the board out, or something in. @param {(exchange: import("../exchange/exchange.js").Exchange) => unknown} run */
  async exchange(run) {
    this.#exchange ??= loadPart(() => import("../exchange/exchange.js"), {
      styles: ["exchange"],
      texts: ["exchange"],
    }).then(({ Exchange }) => {
      const [editor, gestures] = [this.#editor, this.#gestures];
      const shared = { editor, gestures, toasts: this.#toasts, t: this.#t };
      return new Exchange({ ...shared, theme: this.#theme.shown });
    });
    await run(await this.#exchange);
  }

  async showHelp() {
    const { openHelpDialog } = await loadPart(() => import("../dialogs/help.js"), {
      ...{ styles: ["help"], texts: ["commands", "help"] },
    });
    openHelpDialog(this.#commands.list, this.#t);
  }

  /** Opens or closes the command palette. */
  async openPalette() {
    this.#palette ??= loadPart(() => import("../commands/palette.js"), {
      styles: ["palette"],
      texts: ["commands", "palette", "page_list"],
    }).then(({ Palette }) =>
      Palette.load({
        ...{ commands: this.#commands, editor: this.#editor, t: this.#t, theme: this.#theme },
        ...{ toasts: this.#toasts, openSettings: (control) => this.openSettings(control) },
      }),
    );
    (await this.#palette).toggle();
  }

  /** Opens the settings, at a control when its id is given. @param {string} [control] */
  async openSettings(control) {
    this.#settings ??= loadPart(() => import("../dialogs/settings.js"), {
      styles: ["switches", "settings"],
    }).then(({ SettingsDialog }) => new SettingsDialog(this.#settingsParts));
    (await this.#settings).open(control);
  }

  /** Opens or closes the style panel. @param {{focus: boolean}} options  whether it takes the focus */
  async toggleStylePanel(options) {
    this.#stylePanel ??= this.#loadStylePanel();
    (await this.#stylePanel).toggle(options);
    await this.#closeCovered("style-panel");
  }

  /** Opens the list of shapes, or goes back to it. */
  async find() {
    this.#shapePanel ??= this.#loadShapePanel();
    (await this.#shapePanel).open();
    await this.#closeCovered("shape-panel");
  }

  /** Closes the panels that one covers which has just opened; on a phone all are sheets at one place. @param {string} id */
  async #closeCovered(id) {
    const panels = {
      "style-panel": this.#stylePanel,
      "shape-panel": this.#shapePanel,
      "page-panel": this.pages.panel,
      "lesson-panel": this.lesson.panel,
      hood: this.#hood,
    };
    for (const [other, loaded] of Object.entries(panels)) {
      if (other !== id && loaded !== null && covers(id, other)) (await loaded).close();
    }
  }

  /** Opens or closes the list of pages. */
  async togglePages() {
    await this.pages.toggle();
    await this.#closeCovered("page-panel");
  }

  /** Opens or closes the teacher's panel. */
  async toggleLesson() {
    await this.lesson.toggle();
    await this.#closeCovered("lesson-panel");
  }

  async #loadShapePanel() {
    const { ShapePanel } = await loadPart(() => import("../panels/shape_panel.js"), {
      styles: ["shape_panel"],
      texts: ["panels"],
    });
    return new ShapePanel({
      editor: this.#editor,
      t: this.#t,
      surface: byId("overlay", HTMLCanvasElement),
      escapeKey: this.#escapeKey,
    });
  }

  async #loadStylePanel() {
    const { StylePanel } = await loadPart(() => import("../panels/style_panel.js"), {
      styles: ["style_panel"],
      texts: ["panels"],
    });
    return new StylePanel({
      editor: this.#editor,
      actions: this.#actions,
      t: this.#t,
      ledge: byId("ledge", HTMLElement),
      button: byId("style-button", HTMLButtonElement),
      surface: byId("overlay", HTMLCanvasElement),
      pick: () => this.#commands.run("eyedropper"),
      theme: this.#paper,
      escapeKey: this.#escapeKey,
    });
  }

  /** Opens or closes *Under the hood*. */
  async toggleHood() {
    this.#hood ??= this.#loadHood();
    (await this.#hood).toggle();
    await this.#closeCovered("hood");
  }

  async #loadHood() {
    const { HoodPanel } = await loadPart(() => import("../hood/hood_panel.js"), {
      styles: ["hood", "switches", "wire_figures"],
      texts: ["hood"],
    });
    const [ledge, surface] = [byId("ledge", HTMLElement), byId("overlay", HTMLCanvasElement)];
    return new HoodPanel({
      tap: this.#tap,
      t: this.#t,
      ledge,
      surface,
      escapeKey: this.#escapeKey,
    });
  }

  /** Announces the shape or group that Tab has selected. @param {import("../../tools/commands/arrange.js").VisitedShape} visited */
  announceShape({ shape, place, count, size }) {
    const description = size > 1 ? this.#t("say-group", { count: size }) : this.#description(shape);
    this.#announcer.sayNow(this.#t("say-shape", { shape: description, place, count }));
  }

  /** Announces the shape that Enter has made. @param {string} id */
  announceMade(id) {
    const shape = this.#editor.view.shape(id);
    if (shape === undefined) return;
    this.#announcer.sayNow(this.#t("say-made", { shape: this.#description(shape) }));
  }

  /** @param {import("../../model/shape.js").Shape} shape */
  #description(shape) {
    return descriptionOf(shape, surroundingsOf(this.#editor), this.#t);
  }

  /** Announces what keys have done to the selection. @param {import("../../tools/keyed_change.js").Outcome} outcome */
  announceTransformed(outcome) {
    this.#announcer.sayNow(sentenceOf(outcome, this.#t));
  }

  /** Announces a tool chosen by key. A pressed button is announced by the screen reader. @param {string} id */
  #announceTool(id) {
    if (byId("ledge", HTMLElement).contains(document.activeElement)) return;
    const button = queryAll("[data-tool]").find(({ dataset }) => dataset.tool === id);
    const tool = button?.getAttribute("aria-label") ?? id;
    this.#announcer.sayNow(this.#t("say-tool", { tool }));
  }

  /** Tells how to leave focus mode, which hides all controls. */
  showFocusModeHint() {
    this.#toasts.show({ text: this.#t("only-board") });
  }

  async #share() {
    const { openShareDialog } = await loadPart(() => import("../dialogs/share.js"), {
      texts: ["panels"],
    });
    openShareDialog(this.#t);
  }

  async clear() {
    const { openClearDialog } = await loadPart(() => import("../dialogs/clear.js"), {
      texts: ["panels", "page_list"],
    });
    openClearDialog({ ...this.#shared, addPage: () => this.pages.add() });
  }

  async bringBack() {
    const { openBringBackDialog } = await loadPart(() => import("../dialogs/bring_back.js"), {
      texts: ["panels"],
    });
    openBringBackDialog({ editor: this.#editor, toasts: this.#toasts, t: this.#t });
  }
}
