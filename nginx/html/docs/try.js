// Trying an operation from its description. What is logged in here is what the request is sent as.

import { hasSession } from "../lib/api.js";
import { h, problemNotice, uniqueID } from "../lib/dom.js";
import { bytes } from "../lib/format.js";

/** Bytes of an answer that are shown; of an export there may be any number. */
const shownBytes = 65_536;

function parameterField(parameter) {
  const id = uniqueID("try");
  const { enum: choices } = parameter.schema ?? {};
  const { name, required } = parameter;
  const attributes = { id, name, "data-in": parameter.in, required };
  return h("div.field", {}, h("label", { for: id }, name),
    choices ? h("select", attributes, ["", ...choices].map((choice) => h("option", {}, choice)))
      : h("input", { ...attributes, placeholder: parameter.schema?.default ?? "" }));
}

/** The request that a form describes. */
function request(form, { method, path }, bodyField) {
  const controls = [...form.querySelectorAll("[data-in]")].filter(({ value }) => value !== "");
  const within = (place) => controls.filter((control) => control.dataset.in === place);
  const filled = within("path").reduce((text, { name, value }) =>
    text.replace(`{${name}}`, encodeURIComponent(value)), path);
  const pairs = (place) => within(place).map(({ name, value }) => [name, value]);
  const query = new URLSearchParams(pairs("query")).toString();
  const headers = Object.fromEntries(pairs("header"));
  const body = bodyField?.value || undefined;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return { url: filled + (query ? `?${query}` : ""), method: method.toUpperCase(), headers, body };
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The same request for a terminal; a token takes the place of the browser's cookies. */
function curl({ url, method, headers, body }) {
  return [
    `curl -i ${method === "GET" ? "" : `-X ${method} `}${quoted(location.origin + url)}`,
    ...(hasSession() ? [`-H "Authorization: Bearer $TOKEN"`] : []),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-d ${quoted(body)}`]),
  ].join(" \\\n  ");
}

/** Reads the beginning of an answer and lets go of the rest. */
async function beginning(response) {
  const parts = [];
  let size = 0;
  const reader = response.body?.getReader();
  let isWhole = !reader;
  while (reader && size < shownBytes) {
    const { done, value } = await reader.read();
    if (done) { isWhole = true; break; }
    parts.push(value);
    size += value.length;
  }
  if (!isWhole) await reader.cancel();
  return { text: await new Blob(parts).text(), size, isWhole };
}

async function send(what, output) {
  const start = performance.now();
  const response = await fetch(what.url, what);
  const { text, size, isWhole } = await beginning(response);
  const time = Math.round(performance.now() - start);
  // Lines of JSON are no JSON document.
  const isJSON = /^application\/(problem\+)?json/.test(response.headers.get("Content-Type"));
  const shown = isWhole && isJSON ? JSON.stringify(JSON.parse(text), null, 2) : text;
  output.replaceChildren(
    h("p", {}, h(`span.pill${response.ok ? ".good" : ".bad"}`, {}, `${response.status}`),
      ` ${time} ms, ${bytes(size)}`, isWhole ? "" : ": the beginning, the rest was not fetched"),
    h("details", {}, h("summary", {}, "Header fields"),
      h("pre", {}, [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n"))),
    shown ? h("pre", { tabindex: 0, "aria-label": "Answer" }, shown) : "");
}

/** The form that tries an operation. */
export function tryIt(operation, sampleOf) {
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  const id = uniqueID("body");
  const body = schema ? h("textarea", {
    id, rows: 8, spellcheck: "false", value: JSON.stringify(sampleOf(schema), null, 2),
  }) : null;
  const output = h("div", { "aria-live": "polite" });
  const line = h("pre", {});
  const form = h("form", {
    oninput: () => { line.textContent = curl(request(form, operation, body)); },
    onsubmit: async (event) => {
      event.preventDefault();
      output.setAttribute("aria-busy", "true");
      try {
        await send(request(form, operation, body), output);
      } catch (error) {
        output.replaceChildren(problemNotice(error));
      } finally {
        output.removeAttribute("aria-busy");
      }
    },
  },
  operation.parameters.length ? h("div.fields", {}, operation.parameters
    .filter((parameter) => parameter.in !== "cookie").map(parameterField)) : null,
  body ? h("div.field", {}, h("label", { for: id }, "Body"), body) : null,
  h("p"), h("div.actions", {},
    h("button.primary", { type: "submit" }, `Send ${operation.method.toUpperCase()}`)));
  line.textContent = curl(request(form, operation, body));
  return h("div.card", {}, form, h("details", {}, h("summary", {}, "As curl"), line), output);
}
