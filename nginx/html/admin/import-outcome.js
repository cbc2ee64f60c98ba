// What came of an import, in words.

import { h, notice } from "../lib/dom.js";
import { counted, number } from "../lib/format.js";

/** A line that was refused. */
export const fault = ({ line, errors }) => h("li", {}, h("strong", {}, `Line ${number(line)}`),
  h("ul", {}, errors.map(({ pointer, detail }) =>
    h("li", {}, pointer ? h("code", {}, pointer.slice(1)) : "", ` ${detail}`))));

/** What stays of an import whose end nobody has seen. */
export function keptOf({ dry_run: isTried, on_error: policy }) {
  if (isTried) return "Nothing is kept.";
  const first = policy === "abort"
    ? "Either all of it stays or nothing, depending on how far it came."
    : "What was created by then stays.";
  return `${first} The same file can be imported again: bookings that are in already are known by `
    + "their reference.";
}

/** The sentence about a whole answer. */
export function outcomeOf({
  lines, valid, created, duplicates, refused, committed, dry_run: isTried, cut_off: isCut,
}) {
  const incomplete = isCut ? h("p", {}, h("strong", {}, "The file itself is not whole: "),
    "it is an export that lacks its end, or lines within.") : null;
  const known = duplicates ? `, ${number(duplicates)} here already` : "";
  const text = isTried
    ? `${number(valid)} of ${counted(lines, "line")} can be imported${known}. Nothing was kept.`
    : committed ? `${counted(created, "booking")} of ${counted(lines, "line")} imported${known}.`
      : "Nothing was imported, since not every line could be.";
  const kind = isCut || (!isTried && !committed) ? "bad" : refused ? "warn" : "good";
  return notice(kind, h("p", {}, text), incomplete);
}
