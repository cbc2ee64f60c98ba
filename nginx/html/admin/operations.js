// What the service is made of, beyond its signal: queries, indexes, cache, database, processes and
// the log. Each part is asked for by itself, so that one that fails leaves the others.

import { indexes } from "./operations-indexes.js";
import { queries } from "./operations-queries.js";
import { get, post, put } from "../lib/api.js";
import { announce, facts, h, problemNotice, table } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { ago, bytes, duration, number } from "../lib/format.js";

/**
 * A part of the page that can be asked anew.
 * @param render a node from the answer and a function that asks anew
 */
async function part(title, path, render) {
  const content = h("div", {});
  async function load() {
    content.setAttribute("aria-busy", "true");
    try {
      content.replaceChildren(render(await get(path), load));
    } catch (error) {
      content.replaceChildren(problemNotice(error, h("div.actions", {},
        h("button", { type: "button", onclick: load }, "Try again"))));
    } finally {
      content.removeAttribute("aria-busy");
    }
  }
  await load();
  return h("section.part", {}, h("div.bar", {}, h("h2", {}, title),
    h("button.quiet", {
      type: "button", "aria-label": `Look again: ${title}`,
      onclick: async () => { await load(); announce(`${title}: as it is now`); },
    }, "Look again")), content);
}

/** The page. */
export async function operations() {
  const [slow, relied, cached, stored, processes, logged] = await Promise.all([
    part("Queries", "/ops/queries", queries), part("Indexes", "/ops/indexes", indexes),
    part("Cache", "/ops/cache", cache), part("Database", "/ops/database", database),
    part("Processes", "/ops/memory", memory), part("Log", "/ops/log-level", log),
  ]);
  return h("div", {}, h("h1", {}, "Operations"),
    h("p.lead", {}, "What each part costs. How all of it does together is on the page ",
      h("a", { href: "#/health" }, "Health"), "."),
    slow, relied, h("div.parts", {}, cached, stored, logged), processes);
}

function cache({ type, hit_rate: rate, entries, bytes: size, hits, misses, breaker }, again) {
  const breakers = {
    closed: "Redis is asked", open: "Redis is away; it is tried again soon",
    half_open: "Redis is being tried again",
  };
  return h("div.card", {},
    facts([
      ["Kept in", type === "redis" ? "Redis" : "each process’s memory"],
      ["Hits", rate === null ? "not asked yet"
        : `${rate.toFixed(1)} %, ${number(hits)} of ${number(hits + misses)}`],
      ["Entries", `${number(entries)}, ${bytes(size)}`],
      ["State", breakers[breaker]],
    ]),
    form({
      submit: "Clear the cache", kind: "danger",
      send: async () => {
        await post("/ops/cache/clear");
        announce("The cache is empty");
        await again();
      },
    }));
}

function database({ latency_microseconds: latency, database: about }) {
  const { version, connections, max_connections: most, bytes: size } = about;
  return h("div.card", {}, facts([
    ["PostgreSQL", version.split(" ")[0]], ["Answers in", `${(latency / 1000).toFixed(2)} ms`],
    ["Connections", `${number(connections)} of ${number(most)}`], ["Size", bytes(size)],
    ["Started", ago(about.started_at)], ["Schema", `version ${about.schema_version}`],
  ]));
}

const guards = {
  open: "Everything is let in", shedding: "Exports, uploads and imports are refused",
  closed: "All but probes and these pages is refused",
};

function memory(reading) {
  return h("div", {},
    facts([
      ["Memory in use", `${reading.used_percent.toFixed(1)} %, ${bytes(reading.used_bytes)} of `
        + bytes(reading.total_bytes)],
      ["Guard", guards[reading.guard]],
      ["Refused so far", reading.refused ? number(reading.refused) : "nothing"],
    ]),
    table("The responders, with what each has done", [
      { label: "Process", class: "number", cell: ({ pid }) => String(pid) },
      { label: "Memory", class: "number", cell: (row) => bytes(row.rss_bytes) },
      { label: "Peak", class: "number", cell: (row) => bytes(row.peak_rss_bytes) },
      { label: "Requests", class: "number", cell: (row) => number(row.requests) },
      { label: "Under way", class: "number", cell: (row) => number(row.busy) },
      { label: "Statements", class: "number", cell: (row) => number(row.statements) },
      { label: "Up for", class: "number", cell: (row) => duration(row.uptime_s) },
    ], reading.processes));
}

const levels = [
  ["debug", "debug: also each probe"], ["info", "info: a line for each request"],
  ["warning", "warning: what is slow or odd"], ["error", "error: what failed"],
  ["critical", "critical: what stops the service"],
];

function log({ level }, again) {
  return h("div.card", {}, form({
    fields: [{
      name: "level", label: "Lowest level that is written", type: "select", value: level,
      options: levels, hint: "For all processes, until the service is started again.",
    }],
    submit: "Set",
    send: async (values) => {
      const { level: now, former } = await put("/ops/log-level", values);
      announce(`The log’s level is ${now}, it was ${former}`);
      await again();
    },
  }));
}
