/**
 * The whiteboard of the course, small enough to be read in class. It speaks Socket.IO with the board of its address.
 *
 * One event goes both ways: "drawing" with {x0, y0, x1, y1, color}, one straight line. Places are parts of the canvas, 0 to 1,
 * so that windows of any size understand each other. The server sends what is on the board when we connect, then the lines
 * of the others; ours we paint ourselves, because the server does not send them back. A second event, "clear", comes when
 * something was erased or changed elsewhere: it has no arguments, and the board as it is now follows.
 */

/** @typedef {{x0: number, y0: number, x1: number, y1: number, color: string}} Line */

const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("canvas"));
const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
const colours = /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("[data-color]")
);
const status = /** @type {HTMLElement} */ (document.querySelector("[role=status]"));

/** At most one line in this many ms: a mouse moves up to 1,000 times a second, an eye needs less. */
const PAUSE_MS = 10;

/** As many lines are remembered as the server sends to a newcomer. */
const MOST_LINES = 5000;

/** Painted lines, because a canvas loses its picture when its size changes. @type {Line[]} */
let lines = [];
/**
 * Our lines that the server has not acknowledged: it calls our callback when a line is stored. Those that we draw without a
 * connection wait here too; the client of Socket.IO keeps them and sends them on connect. @type {Set<Line>}
 */
const pending = new Set();
let color = "black";

// The script /socket.io/socket.io.js, which the page loads before this one, defines `io`. It opens the connection: with HTTP
// requests first, then with a WebSocket if the network lets it. The network panel of the browser shows both.
/** @type {typeof import("socket.io-client").io} */
const io = Reflect.get(window, "io");
const socket = io({ query: { board: document.body.dataset.board } });

/** @param {Line} line */
function paint({ x0, y0, x1, y1, color }) {
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x0 * canvas.width, y0 * canvas.height);
  context.lineTo(x1 * canvas.width, y1 * canvas.height);
  context.stroke();
}

/** @param {Line} line */
function add(line) {
  lines.push(line);
  if (lines.length > 2 * MOST_LINES) lines = lines.slice(-MOST_LINES);
  paint(line);
}

function fillWindow() {
  canvas.width = window.innerWidth;
  canvas.height = window.innerHeight;
  for (const line of lines) paint(line);
}

/** The server sends the whole board next, so we start with our own lines that it does not have yet. */
function startAgain() {
  lines = [...pending];
  fillWindow();
}

// --- What the others draw ---

socket.on("drawing", add);
socket.on("clear", startAgain);

socket.on("connect", () => {
  startAgain();
  status.textContent = "";
});

// The client connects again by itself, after a second, then two, then five.
socket.on("disconnect", () => {
  // These were sent: they are on the board, or lost. No acknowledgement comes any more.
  pending.clear();
  status.textContent = status.dataset.offline ?? "";
});

// The server tells why, in plain words, when it has no such board.
socket.on("connect_error", (error) => {
  status.textContent = socket.active ? (status.dataset.offline ?? "") : error.message;
});

// --- What we draw: mouse, pen and finger alike are "pointers" ---

/**
 * The pointer that draws: where its line ends so far, and where it is now.
 * @type {{id: number, from: {x: number, y: number}, to: {x: number, y: number}} | null}
 */
let pen = null;
let lastSent = 0;

/** @param {PointerEvent} event */
function placeOf(event) {
  return { x: event.clientX / canvas.width, y: event.clientY / canvas.height };
}

/** Draws on to where the pointer is, and sends that. @param {number} time */
function draw(time) {
  if (pen === null) return;
  const { from, to } = pen;
  const line = { x0: from.x, y0: from.y, x1: to.x, y1: to.y, color };
  pen.from = to;
  lastSent = time;
  add(line);
  pending.add(line);
  socket.emit("drawing", line, () => pending.delete(line));
}

canvas.addEventListener("pointerdown", (event) => {
  // One pointer at a time: a second finger, or the palm beside a pen, draws nothing.
  if ((pen !== null && pen.id !== event.pointerId) || event.button !== 0) return;
  const place = placeOf(event);
  pen = { id: event.pointerId, from: place, to: place };
  // From now on its events come to the canvas, even from outside the window.
  canvas.setPointerCapture(event.pointerId);
});

canvas.addEventListener("pointermove", (event) => {
  if (pen?.id !== event.pointerId) return;
  pen.to = placeOf(event);
  if (event.timeStamp - lastSent >= PAUSE_MS) draw(event.timeStamp);
  // While another button of the mouse is down, the release of the first one is a move.
  if (event.pointerType === "mouse" && event.buttons % 2 === 0) end(event);
});

/** Draws the last piece, which waited for the pause. @param {PointerEvent} event */
function end(event) {
  if (pen?.id !== event.pointerId) return;
  draw(event.timeStamp);
  pen = null;
}

canvas.addEventListener("pointerup", (event) => {
  if (pen?.id === event.pointerId) pen.to = placeOf(event);
  end(event);
});

// The system takes the pointer away, for a gesture of its own or a dialog: the place of these events means nothing.
canvas.addEventListener("pointercancel", end);
canvas.addEventListener("lostpointercapture", end);

// --- The colours ---

for (const button of colours) {
  button.addEventListener("click", () => {
    color = button.dataset.color ?? color;
    for (const other of colours) other.setAttribute("aria-pressed", String(other === button));
  });
}

window.addEventListener("resize", fillWindow);
fillWindow();
