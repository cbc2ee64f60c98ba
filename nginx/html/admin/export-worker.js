// Writes one export to a file of the browser's own file system (OPFS) while it comes. Only the
// bytes in flight are ever in memory, and the page stays free to answer its user.

import { call } from "../lib/api.js";
import { ExportText, placeOf } from "./export-text.js";

const stop = new AbortController();

/**
 * Gets the export and writes it.
 * @param job `file`, `format`, `fields`, `query`; and how far the file has come: `bytes`, `rows`,
 *   `place`.
 */
async function run({ file, format, fields, query, bytes, rows, place }) {
  const directory = await navigator.storage.getDirectory();
  const handle = await directory.getFileHandle(file, { create: true });
  const output = await handle.createSyncAccessHandle();
  const text = new ExportText(format, rows);
  // Without a row the file begins anew, with its head.
  let end = rows ? bytes : 0;
  let last = place;
  let total = null;
  const report = (type, more = {}) => {
    output.flush();
    last = placeOf(text.lastRow, format, fields) ?? last;
    postMessage({ type, bytes: end, rows: rows + text.rows, total, place: last, ...more });
  };
  try {
    // Behind the last row that was counted there may be others, which come again. What is missing
    // would be made up of zeros.
    if (output.getSize() < end) throw new Error("The browser has removed it. Export anew.");
    output.truncate(end);
    const response = await call("GET", "/admin/bookings/export", {
      query: { ...query, format, fields: fields.join(","), after: place }, signal: stop.signal,
    });
    total = rows + Number(response.headers.get("X-Total-Rows"));
    report("progress");
    let next = performance.now();
    // A connection that breaks makes the reading fail: nothing that is cut off ends like a whole.
    for await (const chunk of read(response.body)) {
      for (const part of text.read(chunk)) end += output.write(part, { at: end });
      if (performance.now() < next) continue;
      next = performance.now() + 250;
      report("progress");
    }
    if (!text.isWhole) throw new Error("The answer ended without its end mark.");
    end += output.write(text.endMark, { at: end });
    report("whole");
  } catch (error) {
    const isOurs = error.name === "AbortError";
    report(isOurs ? "stopped" : "cut-off", { reason: isOurs ? "" : reason(error) });
  } finally {
    output.close();
    close();
  }
}

/** The bytes of a stream, each time in the same buffer where the browser can do that. */
async function* read(stream) {
  let reader;
  let read;
  try {
    reader = stream.getReader({ mode: "byob" });
    let buffer = new ArrayBuffer(1 << 18);
    read = async () => {
      const result = await reader.read(new Uint8Array(buffer));
      buffer = result.value?.buffer;
      return result;
    };
  } catch {
    reader = stream.getReader();
    read = () => reader.read();
  }
  for (;;) {
    const { done, value } = await read();
    if (done) return;
    yield value;
  }
}

function reason(error) {
  if (error.name === "QuotaExceededError") return "There is no room left for this site's files.";
  if (error.title) return `${error.title}. ${error.detail ?? ""}`;
  return error instanceof TypeError ? "The connection broke." : error.message;
}

addEventListener("message", ({ data }) => {
  if (data === "stop") stop.abort();
  else {
    run(data).catch((error) => {
      const reason = `The file cannot be written: ${error.message}`;
      postMessage({ type: "cut-off", bytes: data.bytes, rows: data.rows, total: null, reason });
      close();
    });
  }
});
