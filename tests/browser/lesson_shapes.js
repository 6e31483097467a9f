/**
 * Shapes of every kind and look on a page, and a picture on the board.
 */

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** Puts one shape of every kind and look on a page, 800 × 560 px around the origin. @param {BoardPage} who @param {number} [page] */
export async function addEveryKind(who, page = 1) {
  await who.page.evaluate((page) => {
    const { editor } = /** @type {any} */ (window).lavagna;
    /** @param {string} kind @param {number} x @param {number} y  px @param {any} rest */
    const shape = (kind, x, y, { rotation = 0, ...rest }) => ({
      op: "add",
      shape: {
        ...{ id: editor.newId(), kind, page, pos: [x * 16, y * 16, rotation] },
        ...{ style: { ink: "blue", size: 64 }, ...rest },
      },
    });
    const wave = (/** @type {number} */ count) => {
      const points = [0, 0];
      const [pressure, time] = [[100], [0]];
      for (let at = 1; at < count; at += 1) {
        points.push(90, Math.round(120 * Math.cos(at / 2)));
        pressure.push(at % 2 === 0 ? 6 : -6);
        time.push(8);
      }
      return { points, pressure, time };
    };
    const box = { w: 2400, h: 1280 };
    const ends = { points: [0, 0, 2000, 480, 600, -800] };
    editor.commit([
      shape("ink", -380, -240, { geometry: wave(40) }),
      shape("ink", -380, -190, {
        geometry: wave(30),
        style: { ink: "red", size: 192, opacity: 50 },
      }),
      shape("ink", -160, -200, {
        geometry: wave(20),
        rotation: 3_000,
        style: { ink: "green", size: 40 },
      }),
      shape("highlight", -390, -236, { geometry: wave(36), style: { ink: "yellow", size: 320 } }),
      shape("rectangle", -380, -120, {
        geometry: box,
        style: { ink: "blue", size: 64, fill: "orange", pattern: "hatch" },
      }),
      shape("rectangle", -200, -120, {
        geometry: box,
        style: {
          ink: "red",
          size: 48,
          dash: "dashed",
          fill: "green",
          pattern: "tint",
          opacity: 60,
        },
      }),
      shape("ellipse", -20, -120, {
        geometry: box,
        text: "Area",
        style: { ink: "violet", size: 64, dash: "dotted" },
      }),
      shape("diamond", 160, -120, {
        geometry: box,
        rotation: 1_500,
        style: { ink: "teal", size: 64, fill: "#ffcc00" },
      }),
      shape("line", -380, 0, {
        geometry: ends,
        style: { ink: "black", size: 64, bend: "round", tail: "dot" },
      }),
      shape("arrow", -180, 10, {
        geometry: ends,
        text: "goes to",
        style: { ink: "pink", size: 64, bend: "elbow", head: "triangle" },
      }),
      shape("text", 20, 0, {
        geometry: { w: 3200, h: 1500, lines: [17, 12, 4], fixed: true },
        text: "Die Länge <b> & c\n“żółć” šála\nfine",
        style: { ink: "brown", size: 384, font: "hand" },
      }),
      shape("text", 240, 0, {
        geometry: { w: 900, h: 500, lines: [14] },
        text: "squeezed words",
        style: { ink: "grey", size: 320, align: "center" },
      }),
      shape("note", -380, 110, {
        geometry: { w: 2880, h: 2400 },
        text: "A note\nwith two lines",
        style: { ink: "yellow", size: 320 },
      }),
      shape("note", -100, 130, {
        geometry: { w: 2400, h: 1800 },
        rotation: 34_500,
        text: "x = 1",
        style: { ink: "blue", size: 400, font: "mono" },
      }),
    ]);
  }, page);
}

/** Adds a picture of 320 × 200 px through the clipboard, as a person does. @param {BoardPage} who */
export async function pastePicture(who) {
  await who.page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 200 });
    const ctx = canvas.getContext("2d");
    if (ctx === null) throw new Error("no canvas");
    ctx.fillStyle = "rgb(230 20 230)";
    ctx.fillRect(0, 0, 320, 200);
    ctx.fillStyle = "rgb(0 150 150)";
    ctx.fillRect(40, 40, 120, 80);
    /** @type {Blob | null} */
    const blob = await new Promise((resolve) => canvas.toBlob(resolve));
    const data = new DataTransfer();
    data.items.add(new File([blob ?? ""], "field.png", { type: "image/png" }));
    const init = { bubbles: true, cancelable: true, clipboardData: data };
    document.getElementById("overlay")?.dispatchEvent(new ClipboardEvent("paste", init));
  });
}

/** Adds a second page after the first, with one line. @param {BoardPage} who */
export async function addWidePage({ page }) {
  await page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const line = { kind: "line", pos: [0, 0, 0], style: { ink: "red", size: 64 } };
    const geometry = { points: [0, 0, 12_000, 800] };
    editor.commit([
      { op: "page", page: 2_001, name: "Second", paper: "staff", place: 2 ** 40 },
      { op: "add", shape: { id: editor.newId(), page: 2_001, geometry, ...line } },
    ]);
  });
}
