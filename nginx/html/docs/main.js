// The API reference, made in the browser from the OpenAPI document that the server makes of its own
// declarations, so it cannot differ from what the server does.

import { get } from "../lib/api.js";
import { h, problemNotice } from "../lib/dom.js";
import { counted } from "../lib/format.js";
import { session } from "../lib/session.js";
import { describe, sample } from "./schema.js";
import { tryIt } from "./try.js";

const methods = ["get", "post", "put", "patch", "delete"];

/** The operations of a document, one after another. */
function operations(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => {
      const operation = item[method];
      return {
        ...operation, path, method, id: operation.operationId,
        parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])],
        group: operation.tags?.[0] ?? "other",
      };
    }));
}

const method = (name) => h(`span.method.${name}`, {}, name);

function navigation(groups) {
  const entries = [];
  const count = h("p.small.faint", { role: "status" });
  const search = h("input", {
    type: "search", "aria-label": "Search the operations", placeholder: "Search",
    oninput: () => find(search.value),
  });
  const sections = [...groups].map(([group, list]) =>
    h("section", {}, h("h2", {}, group), h("ul", {}, list.map((operation) => {
      const { id, path, summary, description, parameters } = operation;
      const entry = h("li", {}, h("a", { href: `#${id}` }, method(operation.method), summary));
      const words = [
        path, operation.method, summary, group, description, ...parameters.map(({ name }) => name),
      ].join(" ").toLowerCase();
      entries.push({ entry, words, id });
      return entry;
    }))));

  function find(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const one of entries) {
      const fits = words.every((word) => one.words.includes(word));
      one.entry.hidden = !fits;
      const operation = document.getElementById(one.id);
      if (operation) operation.hidden = !fits;
      if (fits) found += 1;
    }
    for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
    count.textContent = counted(found, "operation");
  }
  count.textContent = counted(entries.length, "operation");
  return h("nav", { "aria-label": "Operations" }, search, count, sections);
}

function show(operation, components) {
  const { id, path, summary, description, parameters, requestBody, responses } = operation;
  const access = operation["x-access"];
  const kind = { anyone: "good", admin: "bad" }[access] ?? "calm";
  const tried = h("div");
  return h("article.operation", { id, "aria-labelledby": `${id}-title` },
    h("header", {}, h("h3", { id: `${id}-title` }, h("a", { href: `#${id}` }, summary)),
      access ? h(`span.pill.${kind}`, {}, access) : null,
      h("code", {}, method(operation.method), ` ${path}`)),
    description ? h("p", {}, description) : null,
    parameters.length ? h("details", {}, h("summary", {}, counted(parameters.length, "parameter")),
      h("ul.schema", {}, parameters.map((parameter) => h("li", {},
        h("code", {}, parameter.name), " ",
        h("span.type", {}, `in ${parameter.in}`, parameter.required ? ", required" : "", ": "),
        describe(parameter.schema, components), " ", parameter.description ?? "")))) : null,
    requestBody ? h("details", {}, h("summary", {}, "Body"),
      Object.entries(requestBody.content).map(([type, { schema }]) =>
        h("div", {}, h("code", {}, type), describe(schema, components)))) : null,
    h("details", {}, h("summary", {}, `Answers: ${Object.keys(responses).join(", ")}`),
      Object.entries(responses).map(([status, response]) => answer(status, response, components))),
    h("details", {
      ontoggle: (event) => {
        if (event.target.open && !tried.firstChild) {
          tried.append(tryIt(operation, (schema) => sample(schema, components)));
        }
      },
    }, h("summary", {}, "Try it"), tried));
}

function answer(status, given, components) {
  const response = given.$ref ? components.responses[given.$ref.split("/").at(-1)] : given;
  return h("div", {}, h("p", {}, h("strong", {}, status), ` ${response.description ?? ""}`),
    // Problems look alike: their shape is shown once, on top.
    given.$ref ? null : Object.entries(response.content ?? {}).map(([type, { schema }]) =>
      h("div", {}, h("code", {}, type), schema ? describe(schema, components) : null)));
}

function page(document) {
  const all = operations(document);
  const groups = new Map();
  for (const one of all) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return h("div.manual", {}, navigation(groups), h("div", {},
    h("h1", {}, `${document.info.title} API reference`),
    h("p.lead", {}, document.info.description),
    h("p", {}, "Lists answer a page: ", h("code", {}, "page"), " jumps, ", h("code", {}, "cursor"),
      " goes on without skipping or repeating. Errors are problem documents (RFC 9457):"),
    h("details", {}, h("summary", {}, "A problem document"),
      describe(document.components.schemas.problem, document.components)),
    [...groups].map(([, list]) => list.map((operation) => show(operation, document.components)))));
}

async function main() {
  const content = document.querySelector("#content");
  content.setAttribute("aria-busy", "true");
  try {
    content.replaceChildren(page(await get("/openapi.json")));
    // The address may name an operation, which was not there when the browser looked for it.
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  } catch (error) {
    content.replaceChildren(h("h1", {}, "API reference"), problemNotice(error));
  } finally {
    content.removeAttribute("aria-busy");
  }
}

session(document.querySelector("#account"), { changed: () => {} });
main();
