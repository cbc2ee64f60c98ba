// Imports of bookings: a file of any size, tried or meant, with a verdict on each line.

import { beginImport } from "./import-job.js";
import { columnFields, columnsOf, headOf, separatorOf } from "./import-columns.js";
import { h } from "../lib/dom.js";
import { field, form, given, values } from "../lib/form.js";

// Imports go on while their user looks at other pages of the console.
const list = h("ul.cards.exports");

const choices = (isCSV, separator) => [
  {
    name: "format", label: "Format", type: "select", value: isCSV ? "csv" : "ndjson",
    options: [["ndjson", "NDJSON (lines)"], ["csv", "CSV"]],
  },
  ...(isCSV ? [
    {
      name: "separator", label: "Between fields", type: "select", value: separator,
      options: [["comma", "Comma"], ["semicolon", "Semicolon"], ["tab", "Tab"]],
    },
    {
      name: "decimal", label: "Before decimals", type: "select", value: "point",
      options: [["point", "Point, 12.50"], ["comma", "Comma, 12,50"]],
    },
  ] : []),
];

/** The controls that depend on the file: its format and, for a CSV, what its columns mean. */
function formatFields() {
  const element = h("div", {});
  let head = "";

  function show({ isCSV, separator }) {
    element.replaceChildren(h("div.fields.aligned", {}, choices(isCSV, separator).map(field)),
      isCSV && head ? columnFields(head, separator) : "");
  }

  element.addEventListener("change", ({ target }) => {
    const isCSV = element.querySelector("[name=format]").value === "csv";
    const chosen = element.querySelector("[name=separator]")?.value;
    if (target.name === "format") show({ isCSV, separator: separatorOf(head) });
    else if (target.name === "separator") show({ isCSV, separator: chosen });
    else return;
    // The control that was changed has been made anew.
    element.querySelector(`[name=${target.name}]`).focus();
  });
  /** Takes a file that was chosen. */
  async function take(file) {
    head = file ? await headOf(file) : "";
    show({ isCSV: /\.(csv|tsv|txt)$/i.test(file?.name ?? ""), separator: separatorOf(head) });
  }
  show({ isCSV: false });
  return { element, take };
}

const policies = () => h("div.fields.aligned", {}, [
  {
    name: "dry_run", label: "What to do", type: "select", value: "true",
    options: [["true", "Try: keep nothing"], ["", "Import for good"]],
    hint: "While a large file is tried, nobody else can book.",
  },
  {
    name: "on_error", label: "When a line is refused", type: "select", value: "skip",
    options: [["skip", "Import the others"], ["abort", "Import nothing at all"]],
  },
  {
    name: "create_missing", label: "Customers and venues", type: "select", value: "",
    options: [["", "Must be here already"], ["true", "Are created if unknown"]],
  },
  {
    name: "time_zone", label: "Clock of the venues created",
    value: Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
].map(field));

/** The page. */
export function imports() {
  const format = formatFields();
  const chooser = field({
    name: "file", label: "File", type: "file", required: true, isWide: true,
    accept: ".ndjson,.jsonl,.csv,.tsv,.txt,application/x-ndjson,text/csv",
    hint: "NDJSON or CSV, as exported here or by another system.",
  });
  const element = form({
    body: [h("div.fields", {}, chooser), format.element, policies()],
    submit: "Import",
    send: (_, element) => begin(element),
  });
  // The button says what it is about to do, and nobody is asked what does not matter.
  const adapt = () => {
    const { dry_run: isTried, create_missing: creates } = values(element);
    element.querySelector("[type=submit]").textContent =
      isTried ? "Try the file" : "Import the file";
    element.elements.time_zone.closest(".field").hidden = !creates;
  };
  element.addEventListener("change", adapt);
  adapt();
  const input = chooser.querySelector("input");
  input.addEventListener("change", () => format.take(input.files[0]));
  return h("div", {}, h("h1", {}, "Import"),
    h("p.lead", {}, "Brings bookings from a file, with a verdict on each line."),
    h("div.card", {}, element),
    h("h2", {}, "Imports of this page"),
    h("p.faint", {}, "They stay here until the page is closed."), list,
    h("p.none", {}, "None yet."));
}

function begin(element) {
  const { file, format, separator, decimal, ...policy } = values(element);
  const query = given({
    dry_run: policy.dry_run, on_error: policy.on_error, create_missing: policy.create_missing,
    time_zone: policy.create_missing ? policy.time_zone : "",
    separator: separator ?? "", decimal: decimal ?? "", columns: columnsOf(element) ?? "",
  });
  beginImport(list, { file, type: format === "csv" ? "text/csv" : "application/x-ndjson", query });
}
