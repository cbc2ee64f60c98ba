// The one way to the API: paths below /api/v1, problem documents as errors, and a log-in that
// renews itself. Works in pages and in workers.

const base = "/api/v1";

/** What the API answers when it does not do what was asked (RFC 9457), or that it is away. */
export class Problem extends Error {
  constructor({ status = 0, title, detail, errors = [], request_id: requestID = null }) {
    super(detail ?? title);
    Object.assign(this, { status, title, detail, faults: errors, requestID });
  }

  static async of(response) {
    const document = await response.json().catch(() => ({}));
    const problem = new Problem({
      title: response.statusText || `Status ${response.status}`, detail: "The answer says no more.",
      ...document, status: response.status,
    });
    const seconds = response.headers.get("Retry-After");
    if (seconds) problem.detail += ` Try again in ${seconds} s.`;
    return problem;
  }
}

/** The address of a call; members of `query` that are empty are left out. */
export function address(path, query = {}) {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(pairs).toString();
  return base + path + (text ? `?${text}` : "");
}

// The cookies are HttpOnly, so a page cannot see whether somebody is logged in. This note says when
// the access token ends, which saves asking in vain; it is a hint and never a permission.
const note = "guildhall-access-ends";
const storage = globalThis.localStorage;

/** Whether this browser has logged in and not out again. */
export const hasSession = () => storage?.getItem(note) != null;
const remember = (tokens) => storage?.setItem(note, Date.now() + tokens.expires_in * 1000);
const forget = () => storage?.removeItem(note);

let refreshing = null;
/** Gets a new access token; however many ask at once, one request is made. */
function refresh() {
  refreshing ??= (async () => {
    try {
      const response = await fetch(`${base}/auth/refresh`, { method: "POST" });
      if (response.ok) { remember(await response.json()); return true; }
      if (response.status === 401) {
        forget();
        globalThis.dispatchEvent(new Event("session-ended"));
      }
      return false;
    } catch {
      return false;
    } finally {
      refreshing = null;
    }
  })();
  return refreshing;
}

async function attempt(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ title: "No answer", detail: "The hall could not be reached." });
  }
}

/**
 * Makes a call.
 * @param options `query`, `body` (an object, which becomes JSON, or what a browser sends as it is),
 *   `headers`, `signal`.
 * @returns the response, whose status is below 400.
 * @throws Problem
 */
export async function call(method, path, { query, body, headers = {}, signal } = {}) {
  // The browser itself says what kind of a form it sends.
  const isJSON = body !== undefined && Object.getPrototypeOf(body) === Object.prototype;
  const isStream = body instanceof ReadableStream;
  const options = {
    method, signal,
    // What was just changed must not be shown as it was; an ETag saves sending the rest again.
    cache: "no-cache",
    headers: isJSON ? { "Content-Type": "application/json", ...headers } : headers,
    body: isJSON ? JSON.stringify(body) : body,
    ...(isStream ? { duplex: "half" } : {}),
  };
  const renews = !["/auth/login", "/auth/register"].includes(path);
  const ends = Number(storage?.getItem(note));
  if (renews && ends && ends < Date.now() + 5000) await refresh();
  let response = await attempt(address(path, query), options);
  // A stream can be sent only once.
  const mayRepeat = renews && !isStream && (hasSession() || !storage);
  if (response.status === 401 && mayRepeat && await refresh()) {
    response = await attempt(address(path, query), options);
  }
  if (!response.ok) throw await Problem.of(response);
  return response;
}

async function read(response) {
  return response.status === 204 ? null : response.json();
}

export const get = async (path, query) => read(await call("GET", path, { query }));
export const post = async (path, body) => read(await call("POST", path, { body }));
export const patch = async (path, body) => read(await call("PATCH", path, { body }));
export const put = async (path, body) => read(await call("PUT", path, { body }));
export const remove = async (path) => read(await call("DELETE", path));

/** A random text for an `Idempotency-Key`. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What creates one thing, however often the button is pressed: the same body is sent under the same
 * `Idempotency-Key`, so a repetition after a broken connection gets the first answer.
 */
export function creation() {
  let last = null;
  return async (path, body) => {
    const text = body instanceof FormData ? null : JSON.stringify(body);
    if (text === null || last?.text !== text) last = { text, key: newKey() };
    return read(await call("POST", path, { body, headers: { "Idempotency-Key": last.key } }));
  };
}

/** Logs in or registers: `path` says which. */
export async function logIn(path, body) {
  const response = await call("POST", path, {
    body, headers: path === "/auth/register" ? { "Idempotency-Key": newKey() } : {},
  });
  const tokens = await response.json();
  remember(tokens);
  return tokens.user;
}

/** Ends the log-in, at the server first: only it can take the cookies away. */
export async function logOut() {
  try {
    await call("POST", "/auth/logout");
  } catch (error) {
    // It has ended already.
    if (error.status !== 401) throw error;
  }
  forget();
}
