/**
 * Functions that the rendering bench runs inside the board page. Each function stands alone, because it is
 * sent to the page as text; `window.bench` carries what lasts from one to the next.
 */

/**
 * Fills the page's board with strokes of 40 points, the same in every run, without any server.
 * @param {number} count
 */
export async function fill(count) {
  const lavagna = /** @type {any} */ (window).lavagna;
  const Board = lavagna.editor.view.board.constructor;
  const UNITS = 16;
  const PER_SCREEN = 200;
  const MAX_SCREENS = 100;
  const inks = ["black", "blue", "red", "green", "orange", "violet"];
  const sizes = [40, 64, 112];
  const side = Math.sqrt(Math.min(MAX_SCREENS, count / PER_SCREEN));
  const width = 1280 * side;
  const height = 800 * side;
  let state = 20_261_122;
  const chance = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  function* strokes() {
    for (let n = 1; n <= count; n += 1) {
      const points = [0, 0];
      let angle = chance() * 2 * Math.PI;
      for (let at = 1; at < 40; at += 1) {
        angle += (chance() - 0.5) * 0.9;
        points.push(Math.round(Math.cos(angle) * 80), Math.round(Math.sin(angle) * 80));
      }
      yield {
        id: `00000000000000aa.${n}`,
        kind: "ink",
        page: 1,
        author: 1,
        seq: 1,
        pos: [Math.round(chance() * width * UNITS), Math.round(chance() * height * UNITS), 0],
        geometry: { points, pressure: [110, ...Array(39).fill(1)], time: Array(40).fill(8) },
        style: { ink: inks[n % inks.length], size: sizes[n % sizes.length] },
        z: n,
      };
    }
  }
  const { view, camera } = lavagna.editor;
  const { head, at } = view.board;
  const board = Board.fromSnapshot({ seq: head, at, name: "", pages: [], shapes: strokes() });
  // The denser the board, the closer it is looked at: about as much is in view on every board.
  const near = Math.max(1, Math.sqrt(count / PER_SCREEN / MAX_SCREENS));
  const bench = { board, side, near, width, height };
  Object.assign(window, { bench });
  camera.goTo({ x: width / 2, y: height / 2, zoom: near });
}

/**
 * Functions shared by the others. `sharpSince` resolves in the task after the first frame in which nothing is left to be painted;
 * milliseconds since `from`.
 */
export function install() {
  const channel = new MessageChannel();
  /** @type {(() => void)[]} */
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  /** @param {() => void} run */
  const afterFrame = (run) =>
    requestAnimationFrame(() => {
      waiting.push(run);
      channel.port2.postMessage(null);
    });
  /** @param {number} from @returns {Promise<number>} */
  const sharp = (from) =>
    new Promise((resolve) => {
      const look = () => {
        if (/** @type {any} */ (window).lavagna.renderer.sharp) resolve(performance.now() - from);
        else afterFrame(look);
      };
      afterFrame(look);
    });
  /** The uppermost shape so near to the middle of the screen. @param {number} units  as seen at 100 % */
  const uppermost = (units) => {
    const { camera, view } = /** @type {any} */ (window).lavagna.editor;
    const middle = camera.toBoard({ x: camera.width / 2, y: camera.height / 2 });
    const reach = units / camera.zoom;
    const box = {
      minX: middle.x - reach,
      minY: middle.y - reach,
      maxX: middle.x + reach,
      maxY: middle.y + reach,
    };
    return view.query(box, 1).at(-1);
  };
  Object.assign(window, { afterFrame, sharpSince: sharp, uppermost });
}

/** Shows the board that is in memory. */
export async function open() {
  const { lavagna, bench, sharpSince } = /** @type {any} */ (window);
  const from = performance.now();
  lavagna.editor.view.replaceBoard(bench.board);
  const took = performance.now() - from;
  return { painted: await sharpSince(from), blocked: took };
}

/** Jumps from a part of the board to all of it, or back. @param {"all" | "part"} what */
export async function jump(what) {
  const { lavagna, bench, sharpSince } = /** @type {any} */ (window);
  const from = performance.now();
  const zoom = what === "all" ? 1 / bench.side : bench.near;
  const x = what === "all" ? 0 : bench.width / 2;
  const y = what === "all" ? 0 : bench.height / 2;
  lavagna.editor.camera.goTo({ x, y, zoom });
  return sharpSince(from);
}

/** A point of a stroke near the middle of the screen, in CSS pixels of the page. */
export function placeOfOne() {
  const { lavagna, uppermost } = /** @type {any} */ (window);
  const { camera, view } = lavagna.editor;
  const { x, y, start } = uppermost(2000);
  const { xy } = view.pool;
  return camera.toScreen({ x: x + xy[2 * start], y: y + xy[2 * start + 1] });
}

/** Notes the time of every frame from now on. */
export function watchFrames() {
  /** @type {number[]} */
  const times = [];
  let running = true;
  const frame = (/** @type {number} */ time) => {
    times.push(time);
    if (running) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  Object.assign(window, {
    framesEnd: () => {
      running = false;
      return times;
    },
  });
}

/** Notes how long after its event each place of the pen was painted. */
export function watchInk() {
  const { afterFrame } = /** @type {any} */ (window);
  /** @type {number[]} */
  const times = [];
  const listen = (/** @type {PointerEvent} */ event) => {
    afterFrame(() => times.push(performance.now() - event.timeStamp));
  };
  addEventListener("pointermove", listen, { capture: true });
  Object.assign(window, {
    inkEnd: () => {
      removeEventListener("pointermove", listen, { capture: true });
      return times;
    },
  });
}

/**
 * Erases the uppermost stroke in the middle of the screen, and waits until its pixels have changed and
 * until nothing is left to be painted.
 * @returns {Promise<{seen: number, sharp: number}>} milliseconds
 */
export async function erase() {
  const { lavagna, afterFrame, sharpSince, uppermost } = /** @type {any} */ (window);
  // The latest drawing is still on another canvas.
  await sharpSince(0);
  const { editor } = lavagna;
  const { camera, view } = editor;
  const shape = uppermost(600);
  const { minX, minY } = shape.box;
  const place = camera.toScreen({ x: minX, y: minY });
  const other = camera.toScreen({ x: shape.box.maxX, y: shape.box.maxY });
  const dpr = devicePixelRatio;
  const width = Math.ceil((other.x - place.x) * dpr);
  const height = Math.ceil((other.y - place.y) * dpr);
  const cold = /** @type {HTMLCanvasElement} */ (document.getElementById("cold"));
  const sample = new OffscreenCanvas(width, height);
  const ctx = sample.getContext("2d", { willReadFrequently: true });
  if (ctx === null) throw new Error("no 2D canvas");
  const look = () => {
    ctx.drawImage(cold, -Math.floor(place.x * dpr), -Math.floor(place.y * dpr));
    return ctx.getImageData(0, 0, width, height).data.join();
  };
  const before = look();
  const from = performance.now();
  const bench = /** @type {any} */ (window).bench;
  bench.erased = (bench.erased ?? 0) + 1;
  view.addPending({ tag: "00000000000000bb", n: bench.erased, ops: [{ op: "del", id: shape.id }] });
  const seen = await new Promise((resolve) => {
    const frame = () => {
      const elapsed = performance.now() - from;
      if (look() !== before) resolve(elapsed);
      else if (elapsed > 10_000) resolve(Number.POSITIVE_INFINITY);
      else afterFrame(frame);
    };
    afterFrame(frame);
  });
  return { seen, sharp: await sharpSince(from) };
}

/** Notes after each frame how far the dark pixels of a row reach to the right. @param {number} y */
export function noteReach(y) {
  /** @type {{x: number, at: number}[]} */
  const marks = [];
  Object.assign(window, { marks });
  const canvases = ["cold", "hot"].map(
    (id) => /** @type {HTMLCanvasElement} */ (document.getElementById(id)),
  );
  const row = new OffscreenCanvas(innerWidth, 1);
  const ctx = row.getContext("2d", { willReadFrequently: true });
  if (ctx === null) throw new Error("no 2D canvas");
  const look = () => {
    ctx.clearRect(0, 0, row.width, 1);
    for (const canvas of canvases) ctx.drawImage(canvas, 0, -y);
    const at = performance.timeOrigin + performance.now();
    const { data } = ctx.getImageData(0, 0, row.width, 1);
    let x = row.width - 1;
    while (x > 0 && ((data[4 * x + 3] ?? 0) < 128 || (data[4 * x] ?? 0) > 128)) x -= 1;
    if (x > (marks.at(-1)?.x ?? 0)) marks.push({ x, at });
  };
  const channel = new MessageChannel();
  channel.port1.onmessage = look;
  const frame = () => {
    // In a task of its own: by then the frame has been drawn.
    channel.port2.postMessage(null);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
