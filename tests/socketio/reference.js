/**
 * Starts the server of the course's whiteboard.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** @returns {Promise<{origin: string, pid: number, close: () => void}>} */
export async function startReference() {
  const script = fileURLToPath(new URL("reference_server.js", import.meta.url));
  const process_ = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  for await (const piece of process_.stdout) {
    text += piece;
    if (text.endsWith("\n")) break;
  }
  const { port } = JSON.parse(text);
  const close = () => void process_.kill();
  return { origin: `http://127.0.0.1:${port}`, pid: process_.pid ?? 0, close };
}
