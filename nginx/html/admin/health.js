// How the hall's machine does: a signal, and plots that move.

import { get } from "../lib/api.js";
import { facts, h, problemNotice, s } from "../lib/dom.js";
import { bytes, counted, duration } from "../lib/format.js";
import { plot } from "../lib/plot.js";
import { HealthReadings } from "./health-readings.js";

const interval = 2000;

const signals = {
  green: "All is well", yellow: "Worth a look", red: "Needs someone now", unknown: "No answer",
};
// Colour alone does not speak: each signal has a shape of its own.
const shapes = {
  green: "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22zm-1.6 16.2-4.3-4.3 1.7-1.7 2.6 2.6 "
    + "5.8-5.8 1.7 1.7z",
  yellow: "M12 1 .5 22h23zM11 9h2v6h-2zm0 8h2v2h-2z",
  red: "M7.4 1 1 7.4v9.2L7.4 23h9.2l6.4-6.4V7.4L16.6 1zM11 6h2v8h-2zm0 10h2v2h-2z",
  unknown: "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22zM6 11h12v2H6z",
};

function signalBox() {
  const element = h("div.signal", { role: "status" });
  let shown = null;
  return {
    element,
    show(signal, reasons) {
      // Screen readers hear what changes, not every reading.
      const now = JSON.stringify([signal, reasons]);
      if (now === shown) return;
      shown = now;
      element.className = `signal ${signal}`;
      element.replaceChildren(s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" },
        s("path", { d: shapes[signal], "fill-rule": "evenodd" })),
      h("div", {}, h("strong", {}, signals[signal]), reasons.length
        ? h("ul", {}, reasons.map((reason) => h("li", {}, reason))) : h("p", {}, "")));
    },
  };
}

function plots() {
  const short = (value) => value.toFixed(value === 0 || value >= 10 ? 0 : value < 1 ? 2 : 1);
  const percent = (value) => `${value.toFixed(0)} %`;
  const milliseconds = (value) => `${short(value)} ms`;
  return {
    rss: plot({ title: "Memory of each process", format: bytes }),
    memory: plot({ title: "Memory in use", format: percent, top: 100 }),
    requests: plot({ title: "Requests a second", format: short }),
    p99: plot({ title: "Highest p99 of an endpoint", format: milliseconds }),
    hits: plot({ title: "Cache hits", format: percent, top: 100 }),
    latency: plot({ title: "Database latency", format: milliseconds }),
  };
}

/** What the service says of itself. */
const ask = () => Promise.all(["health", "memory", "queries"].map((name) => get(`/ops/${name}`)));

/** Shows a reading. */
function show({ signal, plots, readings, summary }, [health, memory, queries]) {
  const now = Date.now();
  signal.show(health.signal, health.reasons);
  const { rate, p99 } = readings.take(now, health, queries);
  plots.rss.add(now, Object.fromEntries(health.processes.map((process) =>
    [`${process.pid}`, process.rss_bytes])));
  plots.memory.limits([
    ["refuses exports", memory.threshold_percent],
    ["refuses nearly all", memory.critical_percent, true],
  ]);
  plots.memory.add(now, { used: memory.used_percent });
  plots.requests.add(now, { requests: rate });
  plots.p99.add(now, { p99 });
  plots.hits.add(now, { hits: health.cache.hit_rate });
  plots.latency.add(now, { latency: health.database_latency_ms });
  summary.replaceChildren(facts(summaryOf(health, memory)));
}

/** The dashboard; `left` is a signal that aborts when another page is shown. */
export async function health(_, left) {
  const first = await ask();
  const view = {
    signal: signalBox(), plots: plots(), readings: new HealthReadings(),
    summary: h("div"),
  };
  const trouble = h("div");
  show(view, first);
  let isAsking = false;
  const timer = setInterval(async () => {
    // A tab that nobody sees asks for nothing, and a slow answer is not asked for twice.
    if (isAsking || document.hidden) return;
    isAsking = true;
    try {
      show(view, await ask());
      trouble.replaceChildren();
    } catch (error) {
      view.signal.show("unknown", [error.message]);
      trouble.replaceChildren(problemNotice(error));
    } finally {
      isAsking = false;
    }
  }, interval);
  left.addEventListener("abort", () => clearInterval(timer));
  return h("div", {}, h("h1", {}, "Health"), view.signal.element, trouble,
    h("div.plots", {}, Object.values(view.plots).map((one) => one.element)),
    h("h2", {}, "Now"), view.summary,
    h("p", {}, h("a", { href: "#/operations" }, "What each part costs")));
}

const sources = { cgroup: "control group", system: "machine" };

function summaryOf({ uptime_s: uptime, cache }, memory) {
  const growth = memory.growth_bytes_per_hour;
  const { type, entries, bytes: size } = cache;
  return [
    ["Up for", duration(uptime)],
    ["Memory", `${bytes(memory.used_bytes)} of the ${sources[memory.source]}’s `
      + bytes(memory.total_bytes)],
    ["Guard", memory.guard],
    ["Own growth", growth === null ? "not known yet" : `${bytes(growth)} an hour`],
    ["Cache", type ? `${type}, ${counted(entries, "entry", "entries")}, ${bytes(size)}` : "none"],
  ];
}
