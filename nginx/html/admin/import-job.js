// One import on its card: on its way, judged line by line, whole or cut off.

import { fault, keptOf, outcomeOf } from "./import-outcome.js";
import { send } from "./import-sending.js";
import { Verdicts } from "./import-verdicts.js";
import { announce, figures, h, notice, pill, problemNotice } from "../lib/dom.js";
import { bytes, counted, duration, number } from "../lib/format.js";

/** Milliseconds between two looks at the numbers, so that showing them costs little. */
const pace = 250;

// What the card says in each state, and its colour.
const marks = {
  sending: ["sending"], judging: ["judging"], whole: ["✓ ended", "good"],
  "cut-off": ["✕ cut off", "bad"], stopped: ["stopped", "warn"], refused: ["✕ refused", "bad"],
};

/** The imports that a closed page would break. */
const running = new Set();
addEventListener("beforeunload", (event) => { if (running.size) event.preventDefault(); });

/** Begins an import, and puts its card on top of a list. */
export function beginImport(list, task) {
  const job = new ImportJob(task, (again) => beginImport(list, again));
  list.prepend(job.element);
  job.element.focus();
  job.run();
}

/** Whether an error says that nothing has begun; behind a 502 or a 504 something may have. */
const isRefusal = ({ status }) => (status >= 400 && status < 500) || status === 503;

/** One import. */
class ImportJob {
  /** Its card. */
  element = h("li.card.export", { tabindex: -1 });

  #task;
  #repeat;
  #stop = new AbortController();
  #verdicts = new Verdicts();
  #state = "sending";
  #began = performance.now();
  #sent = 0;
  /** Lines of the file, counted here; a CSV may have fewer records. */
  #fileLines = null;
  #error = null;
  #bar = h("progress", { "aria-label": "Progress of the import" });
  #numbers = h("p.small.number-line");
  #counts = h("div", {});
  #faults = h("div", {});
  #shown = 0;

  /**
   * @param task `file`, `type` (its media type), `query` (how it is imported)
   * @param repeat imports anew with another task
   */
  constructor(task, repeat) {
    this.#task = task;
    this.#repeat = repeat;
  }

  /** Sends the file and takes the verdicts. */
  async run() {
    const { file, type, query } = this.#task;
    running.add(this);
    this.#show();
    // A file that cannot be read is named by the sending.
    this.#countLines().catch(() => {});
    try {
      const answer = await send("/admin/bookings/import", file, {
        query, type, signal: this.#stop.signal,
        sent: (count) => {
          this.#sent = count;
          this.#tick(count >= file.size);
        },
      });
      await this.#read(answer.getReader());
      this.#end(this.#verdicts.summary ? "whole" : "cut-off");
    } catch (error) {
      this.#error = error;
      if (error.name === "AbortError") this.#end("stopped");
      else this.#end(this.#state === "sending" && isRefusal(error) ? "refused" : "cut-off");
    } finally {
      running.delete(this);
    }
  }

  async #read(reader) {
    this.#state = "judging";
    this.#began = performance.now();
    this.#show();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.#verdicts.take(value);
      this.#tick();
    }
  }

  /** Counts the file's lines, for a bar that can say how far it is. */
  async #countLines() {
    let count = 0;
    const reader = this.#task.file.stream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let at = value.indexOf(10); at >= 0; at = value.indexOf(10, at + 1)) count += 1;
    }
    this.#fileLines = count;
  }

  #end(state) {
    this.#state = state;
    this.#show();
    announce({
      whole: "The import has ended", "cut-off": "The import was cut off", stopped: "Stopped",
      refused: "The file was refused",
    }[state]);
  }

  #tick(isLast = false) {
    if (!isLast && performance.now() < this.#shown + pace) return;
    this.#shown = performance.now();
    this.#progress();
  }

  #progress() {
    const { size } = this.#task.file;
    const { lines, line, counts } = this.#verdicts;
    const isSending = this.#state === "sending";
    const [done, all] = isSending ? [this.#sent, size] : [line, this.#fileLines];
    const seconds = (performance.now() - this.#began) / 1000;
    const rate = seconds > 0.5 ? done / seconds : 0;
    if (this.#state === "whole") [this.#bar.max, this.#bar.value] = [1, 1];
    else if (!all || (isSending && done >= size)) this.#bar.removeAttribute("value");
    else [this.#bar.max, this.#bar.value] = [all, Math.min(done, all)];
    const isJudging = this.#state === "judging";
    this.#numbers.textContent = (isSending ? [
      `Sent ${bytes(Math.min(done, size))} of ${bytes(size)}`,
      rate ? `${bytes(rate)} a second` : null,
      done >= size ? "waiting for the first verdict" : null,
    ] : [
      `${counted(lines, "line")} judged`,
      isJudging && rate ? `${number(Math.round(rate))} a second` : null,
      isJudging && rate && all > line ? `about ${duration((all - line) / rate)} left` : null,
    ]).filter(Boolean).join(" · ");
    this.#counts.replaceChildren(lines ? figures(Object.entries({
      created: counts.created, valid: counts.valid, duplicates: counts.duplicate,
      refused: counts.refused,
    }).filter(([, count]) => count).map(([name, count]) => [name, number(count)])) : "");
    this.#showFaults();
  }

  #showFaults() {
    const { faults, counts } = this.#verdicts;
    const title = counts.refused > faults.length
      ? `The first ${faults.length} lines that were refused` : "Lines that were refused";
    const list = this.#faults.querySelector("ol");
    const isShown = list?.children.length === faults.length && list.ariaLabel === title;
    if (!faults.length || isShown) return;
    this.#faults.replaceChildren(h("h4", {}, title),
      h("ol.faults", { tabindex: 0, "aria-label": title }, faults.map(fault)));
  }

  #show() {
    const { file, query } = this.#task;
    const [word, kind] = marks[this.#state];
    this.element.dataset.state = this.#state;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.replaceChildren(
      h("header", {}, h("h3", {}, file.name),
        kind ? h(`span.pill.${kind}`, {}, word) : pill(word)),
      h("p.small.faint", {}, [
        bytes(file.size), query.dry_run ? "tried, nothing is kept" : "imported",
        query.on_error === "abort" ? "all or nothing" : "line by line",
      ].join(" · ")),
      ...(this.#state === "refused" ? [] : [this.#bar, this.#numbers]),
      this.#outcome(), this.#counts, this.#faults, h("div.actions", {}, this.#actions()));
    this.#progress();
    // The button that was pressed is gone.
    if (hadFocus) this.element.focus();
  }

  /** What came of it, in a sentence. */
  #outcome() {
    const { summary, line } = this.#verdicts;
    const where = line ? `after line ${number(line)}` : "before a verdict came";
    const kept = keptOf(this.#task.query);
    switch (this.#state) {
      case "refused": return problemNotice(this.#error);
      case "cut-off": return notice("bad", h("p", {},
        h("strong", {}, `Cut off ${where}. Not all lines have a verdict. `),
        this.#error?.message ?? "The answer ended without its summary.", " ", kept));
      case "stopped": return notice("warn", h("p", {}, `Stopped ${where}. ${kept}`));
      case "whole": return outcomeOf(summary);
      default: return "";
    }
  }

  #actions() {
    const button = (text, onclick, kind = "") =>
      h(`button${kind}`, { type: "button", onclick }, text);
    const isRunning = ["sending", "judging"].includes(this.#state);
    if (isRunning) return [button("Stop", () => this.#stop.abort())];
    const { query } = this.#task;
    const mayGoOn = this.#state === "whole" && query.dry_run && this.#verdicts.counts.valid;
    return [
      mayGoOn ? button("Import it now", () =>
        this.#repeat({ ...this.#task, query: { ...query, dry_run: "" } }), ".primary") : null,
      this.#verdicts.lines ? button("Save all verdicts", () => this.#save()) : null,
      button("Remove", () => { this.element.remove(); announce("Removed"); }, ".quiet"),
    ];
  }

  #save() {
    const href = URL.createObjectURL(this.#verdicts.file);
    h("a", { href, download: `${this.#task.file.name}-verdicts.ndjson` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }
}
