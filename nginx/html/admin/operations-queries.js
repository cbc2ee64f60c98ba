// What each endpoint costs, in the order that one wants.

import { h, notice, table } from "../lib/dom.js";
import { field } from "../lib/form.js";
import { number } from "../lib/format.js";

/** How many rows are shown before all are asked for. */
const shownFirst = 12;

// An order, its name, and the number that is the largest in its first row.
const orders = [
  ["slowest", "Slowest request", (row) => row.slowest?.ms ?? 0],
  ["p95", "p95", (row) => row.p95_ms],
  ["requests", "Most requests", (row) => row.requests],
  ["statements", "Most statements", (row) => row.most_statements],
];

const failuresOf = ({ failures }) => Object.values(failures).reduce((sum, count) => sum + count, 0);
/** Milliseconds; of many, the fractions do not matter. */
const precise = (value = 0) => (value < 100 ? value.toFixed(1) : number(Math.round(value)));
const milliseconds = (label, read) =>
  ({ label, class: "number", cell: (row) => precise(read(row)) });

const columns = [
  { label: "Endpoint", cell: (row) => h("code", {}, row.endpoint) },
  { label: "Requests", class: "number", cell: (row) => number(row.requests) },
  { label: "Failed", class: "number", cell: (row) => number(failuresOf(row)) },
  {
    label: "Statements", class: "number",
    cell: (row) => `${row.statements_per_request.toFixed(1)}, up to ${row.most_statements}`,
  },
  milliseconds("p50", (row) => row.p50_ms), milliseconds("p95", (row) => row.p95_ms),
  milliseconds("p99", (row) => row.p99_ms),
  {
    label: "Slowest", class: "number",
    cell: ({ slowest }) => h("span", {
      title: slowest?.request_id ? `Request ${slowest.request_id}` : null,
    }, precise(slowest?.ms)),
  },
  {
    label: "Flag",
    cell: (row) => (row.flagged ? h("span.pill.bad", {}, row.flags.join(", ")) : ""),
  },
];

/** What `/ops/queries` says. */
export function queries({ endpoints, flagged }) {
  if (!endpoints.length) return notice("", h("p", {}, "No endpoint was called yet."));
  const rows = h("div", {});
  const chooser = field({
    name: "order", label: "Order", type: "select", value: "slowest",
    options: orders.map(([name, label]) => [name, label]),
  });
  const select = chooser.querySelector("select");
  let isAll = false;
  function show() {
    const [, , read] = orders.find(([name]) => name === select.value);
    const sorted = endpoints.toSorted((one, other) => read(other) - read(one));
    rows.replaceChildren(
      table("Milliseconds, since the service started", columns,
        isAll ? sorted : sorted.slice(0, shownFirst)),
      isAll || sorted.length <= shownFirst ? "" : h("div.paging", {}, h("button", {
        type: "button", onclick: () => { isAll = true; show(); select.focus(); },
      }, `Show all ${number(sorted.length)}`)));
  }
  select.addEventListener("change", show);
  show();
  return h("div", {},
    flagged.length ? notice("warn", h("p", {}, "More than 10 statements, or more than 100 ms for "
      + "one request in twenty:"), h("ul.codes", {}, flagged.map((name) => h("li", {},
      h("code", {}, name))))) : null,
    h("div.chooser", {}, chooser), rows);
}
