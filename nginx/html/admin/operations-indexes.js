// The indexes that statements rely on: which are missing, invalid or of no use so far.

import { h, notice, pill, table } from "../lib/dom.js";
import { bytes, counted, number } from "../lib/format.js";

const codes = (names) => h("ul.codes", {}, names.map((name) => h("li", {}, h("code", {}, name))));

/** What is wrong with some indexes; nothing if there are none. */
function trouble(names, text) {
  if (!names.length) return null;
  return notice("bad", h("p", {},
    h("strong", {}, `${counted(names.length, "index", "indexes")} ${text}. `),
    "Mend it with ", h("code", {}, "guildhall check-indexes --create"), "."), codes(names));
}

/** What `/ops/indexes` says. */
export function indexes({ healthy, missing, invalid, unused, indexes }) {
  const size = (names) => bytes(indexes.filter(({ name }) => names.includes(name))
    .reduce((sum, index) => sum + index.bytes, 0));
  return h("div", {},
    healthy ? notice("good", h("p", {},
      `All ${number(indexes.length)} indexes are there and valid.`)) : null,
    trouble(missing, "missing"), trouble(invalid, "invalid"),
    unused.length ? h("details", {}, h("summary", {},
      `${number(unused.length)} not used since statistics began, ${size(unused)}`),
    h("p.small.faint", {}, "That is no fault of a service that is young, or of an index that keeps "
      + "rows unique or serves what is seldom asked."), codes(unused)) : null,
    h("details", {}, h("summary", {}, "All indexes"), table("By name", [
      { label: "Index", cell: ({ name }) => h("code", {}, name) },
      { label: "Table", cell: ({ table: of }) => of ?? "" },
      { label: "State", cell: stateOf },
      { label: "Scans", class: "number", cell: ({ scans }) => number(scans) },
      { label: "Size", class: "number", cell: (index) => bytes(index.bytes) },
    ], indexes)));
}

function stateOf({ present, valid, used }) {
  if (!present) return pill("missing");
  if (!valid) return pill("invalid");
  return used ? h("span.pill.good", {}, "used") : pill("unused");
}
