// An export under way, cut off or whole, on its card. How far it has come is kept, so that it can
// be gone on with even after the page was closed.

import { announce, h, notice, pill } from "../lib/dom.js";
import { bytes, counted, duration, number } from "../lib/format.js";

const storageKey = "guildhall-exports";

/** What is known of the exports of this browser. */
const load = () => JSON.parse(localStorage.getItem(storageKey) ?? "[]");

function save(job) {
  const others = load().filter(({ file }) => file !== job.file);
  localStorage.setItem(storageKey, JSON.stringify([...others, job]));
}

/** One export. */
class ExportJob {
  /** Its card. */
  element = h("li.card.export", { tabindex: -1 });

  #job;
  #worker = null;
  #samples = [];
  #bar = h("progress", { "aria-label": "Progress of the export" });
  #numbers = h("p.small.number-line");

  /**
   * @param job `file`, `name`, `format`, `fields`, `query`, `state`, `bytes`, `rows`, `total`,
   *   `place`, `continuedAt`.
   */
  constructor(job) {
    this.#job = job;
    this.#show();
  }

  /** Begins an export, or goes on with it behind the last row that the file has. */
  start() {
    const { file, format, fields, query, bytes, rows, place } = this.#job;
    this.#samples = [];
    this.#worker = new Worker("/admin/export-worker.js", { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#heard(data);
    this.#worker.onerror = (event) =>
      this.#heard({ type: "cut-off", reason: event.message ?? "The export does not start." });
    this.#worker.postMessage({ file, format, fields, query, bytes, rows, place });
    this.#change({
      state: "running", reason: "",
      continuedAt: [...this.#job.continuedAt, ...(rows ? [rows] : [])],
    });
  }

  #heard({ type, ...facts }) {
    if (type === "progress") {
      Object.assign(this.#job, facts);
      save(this.#job);
      this.#progress();
      return;
    }
    this.#worker = null;
    // A failure before the first answer knows no total: the one from before still holds.
    this.#change({ ...facts, total: facts.total ?? this.#job.total, state: type });
    announce({
      whole: "The export is whole", "cut-off": "The export was cut off", stopped: "Stopped",
    }[type]);
  }

  #change(facts) {
    Object.assign(this.#job, facts);
    save(this.#job);
    this.#show();
  }

  #progress() {
    const { rows, total, bytes: size } = this.#job;
    if (total === null) this.#bar.removeAttribute("value");
    else {
      this.#bar.max = Math.max(total, 1);
      this.#bar.value = total === 0 ? 1 : rows;
    }
    const now = performance.now();
    this.#samples = [...this.#samples, { now, rows }].slice(-20);
    const [first] = this.#samples;
    const rate = now > first.now ? (rows - first.rows) / (now - first.now) * 1000 : 0;
    const isRunning = this.#job.state === "running";
    this.#numbers.textContent = [
      total === null ? counted(rows, "row") : `${number(rows)} of ${counted(total, "row")}`,
      bytes(size),
      isRunning && rate ? `${number(Math.round(rate))} rows a second` : null,
      isRunning && rate ? `${duration((total - rows) / rate)} left` : null,
    ].filter(Boolean).join(" · ");
  }

  #show() {
    const job = this.#job;
    this.element.dataset.state = job.state;
    const words = {
      running: pill("running"), whole: h("span.pill.good", {}, "✓ whole"),
      "cut-off": h("span.pill.bad", {}, "✕ cut off"), stopped: h("span.pill.warn", {}, "stopped"),
    };
    const hadFocus = this.element.contains(document.activeElement);
    this.element.replaceChildren(
      h("header", {}, h("h3", {}, job.name), words[job.state]),
      job.filters ? h("p.small.faint", {}, job.filters) : "",
      this.#bar, this.#numbers,
      job.state === "cut-off" ? notice("bad", h("p", {},
        h("strong", {}, `Cut off after row ${number(job.rows)}. This file is not whole. `),
        job.reason)) : "",
      job.continuedAt.length ? h("p.small.faint", {},
        `Gone on with after row ${job.continuedAt.map(number).join(" and ")}: `,
        "the rows behind are as they were by then.") : "",
      h("div.actions", {}, this.#actions()));
    this.#progress();
    // The button that was pressed is gone.
    if (hadFocus) this.element.focus();
  }

  #actions() {
    const button = (text, onclick, kind = "") =>
      h(`button${kind}`, { type: "button", onclick }, text);
    const remove = () => button("Remove", () => this.#remove(), ".quiet");
    switch (this.#job.state) {
      case "running": return [button("Stop", () => this.#worker?.postMessage("stop"))];
      case "whole": return [this.#link(), remove()];
      default: return [button("Go on", () => this.start(), ".primary"), remove()];
    }
  }

  /** A link that copies the file to where downloads go, which the browser does by itself. */
  #link() {
    const { name, file } = this.#job;
    const link = h("a.button.primary", { download: name }, `Save ${name}`);
    navigator.storage.getDirectory().then((directory) => directory.getFileHandle(file))
      .then((handle) => handle.getFile())
      .then((content) => { link.href = URL.createObjectURL(content); },
        () => link.replaceWith(notice("bad", h("p", {}, "The browser has removed this file."))));
    return link;
  }

  async #remove() {
    const { file } = this.#job;
    const link = this.element.querySelector("a[download]");
    if (link) URL.revokeObjectURL(link.href);
    const directory = await navigator.storage.getDirectory();
    await directory.removeEntry(file).catch(() => {});
    localStorage.setItem(storageKey, JSON.stringify(load().filter((other) => other.file !== file)));
    this.element.remove();
    announce("Removed");
  }
}

/** The exports that earlier pages left, newest first; one that was under way is cut off now. */
export function earlierJobs() {
  return load().reverse().map((job) => new ExportJob(job.state === "running"
    ? { ...job, state: "cut-off", reason: "The page was closed meanwhile." } : job));
}

/** A new export. */
export function newJob({ format, fields, query, filters }) {
  const now = new Date().toISOString();
  return new ExportJob({
    file: `bookings-${now.replaceAll(/[^0-9]/g, "")}.${format}`,
    name: `bookings-${now.slice(0, 10)}.${format}`,
    format, fields, query, filters, state: "running", bytes: 0, rows: 0, total: null, place: null,
    continuedAt: [],
  });
}
