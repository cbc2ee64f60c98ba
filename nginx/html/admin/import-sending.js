// Sends a file and gives the answer while it comes, saying meanwhile how much is on its way.
//
// Browsers tell how far a body has gone in one of two ways. A stream as the body counts by itself
// and leaves nothing in memory, but needs HTTP/2 and a browser that can send streams. Elsewhere
// there is XMLHttpRequest, which keeps the whole answer until it has ended.

import { address, call, get, Problem } from "../lib/api.js";

/** Whether a request's body can be a stream here: a browser that cannot asks for no `duplex`. */
function sendsStreams() {
  const [page] = performance.getEntriesByType("navigation");
  if (!/^h[23]/.test(page?.nextHopProtocol ?? "")) return false;
  let isAsked = false;
  const type = new Request("/", {
    method: "POST", body: new ReadableStream(),
    get duplex() { isAsked = true; return "half"; },
  }).headers.get("Content-Type");
  return isAsked && type === null;
}

/**
 * Posts a file.
 * @param options `query`, `type` (the file's media type), `signal`, and `sent`, a function that is
 *   told how many bytes have gone.
 * @returns a stream of the answer's text, which fails if the answer is cut off.
 * @throws Problem
 */
export async function send(path, file, options) {
  // A log-in that has ended is renewed now, as a stream can be sent only once.
  await get("/profile");
  return sendsStreams() ? sendStream(path, file, options) : sendFile(path, file, options);
}

async function sendStream(path, file, { query, type, signal, sent }) {
  let bytes = 0;
  const counting = new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      sent(bytes);
      controller.enqueue(chunk);
    },
  });
  const response = await call("POST", path, {
    query, signal, headers: { "Content-Type": type }, body: file.stream().pipeThrough(counting),
  });
  return response.body.pipeThrough(new TextDecoderStream());
}

function sendFile(path, file, { query, type, signal, sent }) {
  const request = new XMLHttpRequest();
  request.open("POST", address(path, query));
  request.setRequestHeader("Content-Type", type);
  request.upload.onprogress = ({ loaded }) => sent(loaded);
  signal.addEventListener("abort", () => request.abort());
  return new Promise((resolve, reject) => {
    let told = 0;
    let output = null;
    const pass = () => {
      const text = request.responseText.slice(told);
      told += text.length;
      if (text) output.enqueue(text);
    };
    const fail = (error) => (output ? output.error(error) : reject(error));
    request.onreadystatechange = () => {
      if (request.readyState !== XMLHttpRequest.HEADERS_RECEIVED || request.status >= 400) return;
      resolve(new ReadableStream({ start: (controller) => { output = controller; } }));
    };
    request.onprogress = () => { if (output) pass(); };
    request.onload = async () => {
      if (!output) { reject(await problemOf(request)); return; }
      pass();
      output.close();
    };
    request.onerror = () => fail(
      new Problem({ title: "No answer", detail: "The connection broke." }));
    request.onabort = () => fail(new DOMException("Stopped", "AbortError"));
    request.send(file);
  });
}

const problemOf = (request) => Problem.of(new Response(request.responseText, {
  status: request.status, statusText: request.statusText,
  headers: { "Retry-After": request.getResponseHeader("Retry-After") ?? "" },
}));
