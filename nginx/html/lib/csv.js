// Reading a CSV as far as the console needs it: one record at a time (RFC 4180).

/** The first record of a text, which may have line ends between quotes. */
export const firstRecord = (text) => text.match(/^(?:"(?:[^"]|"")*"|[^"\r\n])*/)[0];

/** Splits a record into its cells. */
export function cells(record, separator = ",") {
  const cell = new RegExp(`(?:^|${separator})(?:"((?:[^"]|"")*)"|([^${separator}]*))`, "g");
  return [...record.matchAll(cell)]
    .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}
