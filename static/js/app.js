/**
 * The whole board page: builds its objects, connects them, and takes over from `main.js`. The controls around the board
 * load last.
 */

import { Commands, inGroup } from "./editor/commands.js";
import { Editor } from "./editor/editor.js";
import { Gestures } from "./editor/gestures.js";
import { importWithRetry, preload } from "./platform/loading.js";
import { Renderer } from "./render/renderer.js";
import { Connection } from "./sync/connection.js";
import { Actions } from "./tools/actions.js";
import { TOOLS } from "./tools/all.js";
import { arrangeCommands } from "./tools/commands/arrange.js";
import { toolCommands } from "./tools/commands/choose.js";
import { copyCommands } from "./tools/commands/copy.js";
import { orderCommands } from "./tools/commands/order.js";
import { selectingCommands } from "./tools/commands/selecting.js";
import { keyedChanges, transformCommands } from "./tools/commands/transform.js";
import { startTyping } from "./tools/start_typing.js";
import { clipboardCommands } from "./ui/clipboard/clipboard_commands.js";
import { byId } from "./ui/elements/dom.js";
import { Escape } from "./ui/input/escape.js";
import { Keyboard } from "./ui/input/keyboard.js";
import { trackModifierKeys } from "./ui/input/modifier_keys.js";
import { PointerInput } from "./ui/input/pointer.js";
import { trackKeyboardUse } from "./ui/input/regions.js";
import { WheelInput } from "./ui/input/wheel.js";
import { bindLifecycle } from "./ui/page/lifecycle.js";
import { leaveFocusMode, pageCommands } from "./ui/page/page_commands.js";
import { loadStyles } from "./ui/page/styles.js";
import { checkedStyles } from "./ui/settings/checked_styles.js";
import { OwnName } from "./ui/settings/own_name.js";
import { joinCode, newTag, ownerToken, personSecret } from "./ui/settings/person.js";
import { bindToolStyles } from "./ui/settings/tool_styles.js";
import { Ledge } from "./ui/toolbar/ledge.js";
import { styleCommands } from "./ui/toolbar/style_commands.js";
import { paperTheme } from "./ui/viewport/paper_theme.js";
import { bindScreen } from "./ui/viewport/screen.js";
import { viewCommands } from "./ui/viewport/view_commands.js";

/** @typedef {import("./editor/camera.js").Camera} Camera */
/** @typedef {import("./ui/page/chrome.js").Chrome} Chrome */
/** @typedef {import("./ui/settings/theme.js").Theme} Theme */
/**
 * The state that `main.js` hands over.
 * @typedef {object} BootState
 * @property {Camera} camera
 * @property {import("./ui/settings/tool_styles.js").ToolStyles} styles
 * @property {Theme} theme
 * @property {(handlePointer: (event: PointerEvent) => void) => void} handOver  stops `main.js` and replays its input
 */

/** Builds the page. @param {BootState} boot */
export function start({ camera, styles, theme, handOver }) {
  const root = document.documentElement;
  const board = root.dataset.board ?? "";
  const person = personSecret(board);
  const ownName = new OwnName(board, person);
  const connection = createConnection(board, person, ownName.shown.value);
  const editor = new Editor(connection, { camera, style: styles.pen });
  bindToolStyles(editor, checkedStyles(styles));
  connection.boardLoader.viewpoint = () => {
    const { minX, minY, maxX, maxY } = camera.view();
    return { page: editor.page.value, x: (minX + maxX) / 2, y: (minY + maxY) / 2 };
  };
  const gestures = new Gestures(editor, TOOLS);
  editor.tool.subscribe((id) => gestures.tool(id)?.prepare?.());
  const actions = new Actions(editor, gestures);
  const surface = byId("overlay", HTMLCanvasElement);
  const renderer = new Renderer(
    editor,
    gestures,
    {
      cold: byId("cold", HTMLCanvasElement),
      hot: byId("hot", HTMLCanvasElement),
      overlay: surface,
    },
    { theme: theme.shown.value },
  );
  const paper = paperTheme(editor, theme.shown);
  paper.subscribe((shown) => renderer.setTheme(shown));

  /** Null until it has loaded. @type {Chrome | null} */
  let chrome = null;
  const pointer = new PointerInput(editor, gestures, surface, {
    onPointer: (place) => renderer.pointAt(place),
  });
  new WheelInput(camera, surface, window);
  trackModifierKeys(window, gestures);
  const commands = new Commands();
  const escapeKey = new Escape({ editor, gestures, leaveFocusMode });
  commands.register(
    allCommands({
      editor,
      gestures,
      actions,
      theme,
      takeBack: () => escapeKey.press(),
      holdHand: (held) => pointer.holdHand(held),
      onVisit: (visited) => chrome?.announceShape(visited),
      onMade: (id) => chrome?.announceMade(id),
      onTransformed: (outcome) => chrome?.announceTransformed(outcome),
      waitFor: (work) => commands.waitFor(work),
      withChrome: (run) => commands.waitFor(chromeLoaded.then(run)),
    }),
  );
  const keyboard = new Keyboard(window, surface, commands, {
    type: startTyping(editor, gestures),
    isPressed: () => gestures.live.value !== null,
  });
  new Ledge(editor, gestures, actions, { theme: paper, escapeKey });

  bindScreen(editor, gestures, renderer, byId("board", HTMLElement));
  bindLifecycle(editor, gestures);
  trackKeyboardUse();
  ownName.bindTo(editor);
  connection.start();
  const setSingleKeys = (/** @type {boolean} */ on) => {
    keyboard.singleKeys = on;
  };
  // After the connection has started: the board loads first.
  preload(root.dataset.chrome);
  const parts = {
    editor,
    gestures,
    actions,
    commands,
    escapeKey,
    theme,
    paper,
    ownName,
    onSingleKeys: setSingleKeys,
    penMode: pointer.penMode,
    tap: connection.tap,
  };
  const chromeLoaded = importWithRetry(async () => {
    const { Chrome } = await import("./ui/page/chrome.js");
    return Chrome.load(parts);
  });
  bindTextEditor(editor, { commands, chromeLoaded, renderer, surface });
  chromeLoaded.then((loaded) => {
    chrome = loaded;
    for (const tool of TOOLS) tool.prepare?.();
    keyedChanges.load();
  });
  handOver((event) => pointer.handle(event));

  if (new URLSearchParams(location.search).has("debug")) {
    const canonical = async () => {
      await connection.boardLoader.loadTiming();
      return editor.view.canonical();
    };
    Object.assign(window, { lavagna: { editor, renderer, commands, canonical } });
  }
}

/**
 * @typedef {object} PageParts
 * @property {Theme} theme
 * @property {(held: boolean) => void} holdHand
 * @property {(id: string) => void} onMade
 * @property {(outcome: import("./tools/commands/transform.js").Outcome) => void} onTransformed
 * @property {(work: Promise<unknown>) => void} waitFor  makes keys wait until a command has loaded what it needs
 * @property {(run: (chrome: Chrome) => unknown) => void} withChrome
 */

/** Every command of the page, in the order of the help. @param {import("./tools/commands/arrange.js").ArrangeParts & PageParts} parts */
export function allCommands(parts) {
  const { editor, theme, holdHand, withChrome } = parts;
  const { onMade, waitFor } = parts;
  return [
    ...inGroup("tools", toolCommands({ editor, tools: TOOLS, onMade, waitFor })),
    ...inGroup("style", styleCommands(parts)),
    ...inGroup("edit", arrangeCommands(parts)),
    ...inGroup("edit", copyCommands(editor, parts.gestures)),
    ...inGroup("edit", clipboardCommands(withChrome)),
    ...inGroup("arrange", [
      ...orderCommands(editor),
      ...selectingCommands(parts),
      ...transformCommands(parts),
    ]),
    ...inGroup("view", viewCommands(editor, holdHand)),
    ...inGroup("board", pageCommands({ editor, theme, withChrome })),
  ];
}

/**
 * Opens a field wherever a text is to be written. Its module loads after the controls.
 * @param {Editor} editor
 * @param {{commands: Commands, chromeLoaded: Promise<unknown>, renderer: Renderer, surface: HTMLElement}} parts
 */
function bindTextEditor(editor, { commands, chromeLoaded, renderer, surface }) {
  const board = byId("board", HTMLElement);
  const label = board.dataset.textLabel ?? "";
  /** @type {typeof import("./ui/text/text_editor.js").TextEditor | null} */
  let Loaded = null;
  // In advance, because a field that opens later gets no keyboard on a phone, and none at all without a network.
  const loaded = chromeLoaded.then(async () => {
    importWithRetry(() => import("./ui/text/text_fit.js")).then(({ TextFit }) => {
      const fit = new TextFit(board);
      editor.fitText = (text, block) => fit.sizeOf(text, block);
    });
    const [{ TextEditor }] = await importWithRetry(() =>
      Promise.all([import("./ui/text/text_editor.js"), loadStyles("text")]),
    );
    Loaded = TextEditor;
    return Loaded;
  });
  editor.toWrite.subscribe((shape) => {
    if (shape === null) return;
    const open = (/** @type {typeof import("./ui/text/text_editor.js").TextEditor} */ TextEditor) =>
      new TextEditor(editor, shape, { board, surface, label, isSharp: () => renderer.sharp });
    // At once where it can be: the key that opens the field is typed into it.
    if (Loaded === null) commands.waitFor(loaded.then(open));
    else open(Loaded);
  });
}

/** @param {string} boardId @param {string} person @param {string} name */
function createConnection(boardId, person, name) {
  return new Connection({
    boardId,
    origin: location.origin,
    person,
    token: ownerToken(boardId),
    code: joinCode(),
    name,
    tag: newTag(),
    openOfflineWriter: async (options) => {
      const { OfflineWriter } = await importWithRetry(() => import("./sync/offline_writer.js"));
      return OfflineWriter.open(options);
    },
  });
}
