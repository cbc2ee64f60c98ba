// What the columns of a CSV mean: its header line, with a choice of members for each column.

import { firstRecord, cells } from "../lib/csv.js";
import { h } from "../lib/dom.js";
import { field } from "../lib/form.js";

// The members of a booking that an import reads, with words that other systems have for them.
const words = {
  booking_reference: ["reference", "number"], status: ["state"],
  start_datetime: ["start", "from", "begins"], end_datetime: ["end", "to", "until", "ends"],
  guests: ["persons", "people"], total_amount: ["amount", "price", "total"], currency: [],
  notes: ["note", "remarks"], created_at: ["created", "booked"],
  "venue.name": ["venue", "room", "hall"], "venue.id": [],
  "customer.name": ["customer", "name"], "customer.email": ["email", "mail"],
};
const members = Object.keys(words);
/** The column that an export has for a member. */
const exported = (member) => member.replace(".", "_");

/** Columns of an export that mean nothing to another hall. */
const ignored = ["id", "customer_id"];
/** How much of a file is read to find its header and one row. */
const headBytes = 65536;

const separators = { comma: ",", semicolon: ";", tab: "\t" };

/** The separator that the header line has most of. */
export function separatorOf(text) {
  const header = firstRecord(text);
  const count = (name) => header.split(separators[name]).length;
  return Object.keys(separators).reduce((most, name) => (count(name) > count(most) ? name : most));
}

/** The beginning of a file, enough for its header. */
export const headOf = (file) => file.slice(0, headBytes).text();

/** The member that a column seems to hold, or "". */
function guess(column) {
  const plain = (text) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return members.find((member) =>
    [exported(member), ...words[member]].some((word) => plain(word) === plain(column))) ?? "";
}

/**
 * The controls: a select for each column, beside a sample of what stands in it.
 * @param text the beginning of the file.
 */
export function columnFields(text, separator) {
  const header = firstRecord(text);
  const rest = text.slice(header.length).replace(/^\r?\n/, "");
  const names = cells(header, separators[separator]);
  const samples = cells(firstRecord(rest), separators[separator]);
  return h("fieldset", {}, h("legend", {}, "What the columns mean"),
    h("div.fields", { "data-columns": JSON.stringify(names) }, names.map((name, index) => field({
      name: `column-${index}`, label: name || `Column ${index + 1}`, type: "select",
      value: guess(name), hint: samples[index] ? `Such as ${samples[index].slice(0, 40)}` : null,
      // Between columns stands a comma in the query, so such a name cannot be said there.
      disabled: name.includes(","),
      options: [["", "– (not needed)"], ...members.map((member) => [member, member])],
    }))));
}

/**
 * What the controls say, as the API takes it; undefined if the columns are those of an export,
 * which it knows by itself and can see the end of.
 */
export function columnsOf(form) {
  const holder = form.querySelector("[data-columns]");
  if (!holder) return undefined;
  const pairs = JSON.parse(holder.dataset.columns)
    .map((column, index) => [form.elements[`column-${index}`].value, column]);
  const isExport = pairs.every(([member, column]) =>
    (member ? exported(member) === column : ignored.includes(column)));
  if (isExport) return undefined;
  return pairs.filter(([member]) => member).map((pair) => pair.join(":")).join(",");
}
