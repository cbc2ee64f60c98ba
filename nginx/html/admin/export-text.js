// Reads an export as it comes, and says which bytes of it belong into a file that always ends with
// a whole row. So a file that was cut off can be gone on with, in any of the three formats, and the
// joined file looks as one export does.
//
// Every format has its rows on lines of their own, except that a cell of a CSV may hold line ends.

import { cells } from "../lib/csv.js";

const [newline, quote, comma] = [10, 34, 44];
const encode = (text) => new TextEncoder().encode(text);
const decode = (bytes) => new TextDecoder().decode(bytes);

const startsWith = (bytes, start, text) => {
  for (let index = 0; index < text.length; index++) {
    if (bytes[start + index] !== text[index]) return false;
  }
  return true;
};
function count(byte, bytes) {
  let found = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) found += 1;
  return found;
}
const checkpointMark = encode('{"checkpoint":');
const endMarks = {
  json: encode('],"rows":'), ndjson: encode('{"rows":'), csv: encode("#complete,rows="),
};

/** One answer of the export. */
export class ExportText {
  /** Rows of this answer that were read. */
  rows = 0;
  /** The last whole row, to go on behind. */
  lastRow = null;
  /** How many rows the end mark says; null while it has not come. */
  announced = null;

  #format;
  #before;
  #sawHead;
  #hasRows = false;
  #lastRowAt = null;
  #mark = "";
  // Bytes are gathered here and not in arrays of their own, which would be garbage by the megabyte.
  #buffer = new Uint8Array(1 << 19);
  /** Where the bytes begin and end that no line has ended yet. */
  #rest = [0, 0];

  /**
   * @param format `json`, `ndjson` or `csv`
   * @param before rows that the file has already, to which this answer is added
   */
  constructor(format, before) {
    this.#format = format;
    this.#before = before;
    this.#sawHead = format === "ndjson";
  }

  /** Whether the answer ended with its end mark and held as many rows as that says. */
  get isWhole() {
    return this.announced === this.rows && this.#rest[0] === this.#rest[1];
  }

  /** The end mark for all rows of the file, to write once the answer is whole. */
  get endMark() {
    const mark = this.#mark.replace(/\d+/, this.#before + this.rows);
    return encode(this.#format === "json" ? `\n${mark}` : mark);
  }

  /** Takes the next bytes and gives those to write: whole lines, good until the next call. */
  read(chunk) {
    const data = this.#gather(chunk);
    const parts = [];
    let from = 0;
    let start = 0;
    for (let end; (end = this.#lineEnd(data, start)) > 0; start = end) {
      if (this.#keeps(data, start, end)) continue;
      // This line is not for the file as it is; those before it are.
      if (start > from) parts.push(...this.#region(data, from, start));
      from = end;
    }
    if (start > from) parts.push(...this.#region(data, from, start));
    this.#rest = [start, data.length];
    return parts;
  }

  /** The bytes that are left and the next ones, one after another. */
  #gather(chunk) {
    const [start, end] = this.#rest;
    const size = end - start + chunk.length;
    const before = this.#buffer;
    if (size > before.length) this.#buffer = new Uint8Array(2 * size);
    this.#buffer.set(before.subarray(start, end));
    this.#buffer.set(chunk, end - start);
    return this.#buffer.subarray(0, size);
  }

  /** Where the record that begins at `start` ends, or 0 if it is not all there. */
  #lineEnd(data, start) {
    let end = data.indexOf(newline, start) + 1;
    if (this.#format !== "csv") return end;
    // A line end between quotes belongs to a cell: the record goes on until they are even.
    while (end > 0 && count(quote, data.subarray(start, end)) % 2) {
      end = data.indexOf(newline, end) + 1;
    }
    return end;
  }

  /** Whether a line goes into the file as it is. */
  #keeps(data, start, end) {
    if (!this.#sawHead) {
      this.#sawHead = true;
      return this.#before === 0;
    }
    if (this.#format === "ndjson" && startsWith(data, start, checkpointMark)) return true;
    if (this.#format === "json" && end - start === 1) return false;
    if (startsWith(data, start, endMarks[this.#format])) {
      this.#mark = decode(data.subarray(start, end));
      this.announced = Number(this.#mark.match(/\d+/)[0]);
      return false;
    }
    this.rows += 1;
    this.#lastRowAt = [start, end];
    return true;
  }

  /** Lines for the file. */
  #region(data, from, to) {
    const last = this.#lastRowAt;
    this.#lastRowAt = null;
    if (last) this.lastRow = data.slice(...last);
    if (!last || this.#format !== "json") return [data.subarray(from, to)];
    // The last row goes without its comma, as it may stay the last. The next one brings it.
    const separator = this.#before > 0 || this.#hasRows ? [encode(",\n")] : [];
    this.#hasRows = true;
    return [...separator, data.subarray(from, to - (data[to - 2] === comma ? 2 : 1))];
  }
}

/** Where a row stands: what the export's `after` takes. */
export function placeOf(row, format, fields) {
  if (!row) return null;
  const text = decode(row).trim();
  if (format === "csv") {
    const columns = cells(text);
    const at = (name) => columns[columnsBefore(fields, name)];
    return `${at("start_datetime")},${at("id")}`;
  }
  const { start_datetime: start, id } = JSON.parse(text.replace(/,$/, ""));
  return `${start},${id}`;
}

/** How many columns of a CSV stand before a field; a venue has two and a customer three. */
function columnsBefore(fields, name) {
  return fields.slice(0, fields.indexOf(name))
    .reduce((sum, field) => sum + ({ venue: 2, customer: 3 }[field] ?? 1), 0);
}
