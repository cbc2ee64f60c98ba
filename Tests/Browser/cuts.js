// Cuts an export at every byte, feeds it in pieces of several sizes, and goes on behind the last
// row: the joined file must be what an export that was not cut is. Gives how many cuts were tried.

const rows = [...Array(7).keys()].map((index) => ({
  id: index + 1, start_datetime: `2030-01-0${index + 1}T00:00:00Z`, notes: `a "q"\n,${index} ü`,
}));
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
const texts = {
  json: (list) => '{"as_of":"x","items":[\n'
    + `${list.map((row) => JSON.stringify(row)).join(",\n")}\n],`
    + `"rows":${list.length},"complete":true}\n`,
  ndjson: (list) => list.map((row) => `${JSON.stringify(row)}\n`).join("")
    + `{"rows":${list.length},"complete":true,"as_of":"x"}\n`,
  csv: (list) => "id,start_datetime,notes\r\n"
    + list.map((row) => `${row.id},${row.start_datetime},${quoted(row.notes)}\r\n`).join("")
    + `#complete,rows=${list.length}\r\n`,
};

function feed(reader, bytes, size, file) {
  for (let at = 0; at < bytes.length; at += size) {
    for (const part of reader.read(bytes.subarray(at, at + size))) file.push(part.slice());
  }
}

async function tryCut(ExportText, placeOf, format, total, cut, size) {
  const whole = new TextEncoder().encode(texts[format](rows.slice(0, total)));
  const what = `${format}, ${total} rows, cut at ${cut}, in pieces of ${size}`;
  let file = [];
  let reader = new ExportText(format, 0);
  feed(reader, whole.subarray(0, cut), size, file);
  if (cut < whole.length) {
    if (reader.isWhole) throw new Error(`looks whole: ${what}`);
    const { rows: count, lastRow } = reader;
    const place = placeOf(lastRow, format, ["id", "start_datetime", "notes"]);
    const last = rows[count - 1];
    const expected = last ? `${last.start_datetime},${last.id}` : null;
    if (place !== expected) throw new Error(`${place}: ${what}`);
    if (!count) file = [];
    reader = new ExportText(format, count);
    feed(reader, new TextEncoder().encode(texts[format](rows.slice(count, total))), size, file);
  }
  if (!reader.isWhole) throw new Error(`not whole: ${what}`);
  const text = await new Blob([...file, reader.endMark]).text();
  if (text !== texts[format](rows.slice(0, total))) throw new Error(`differs: ${what}\n${text}`);
}

async function tryCuts() {
  const { ExportText, placeOf } = await import("/admin/export-text.js");
  let tried = 0;
  for (const format of Object.keys(texts)) {
    for (const total of [0, 1, 7]) {
      const { length } = new TextEncoder().encode(texts[format](rows.slice(0, total)));
      for (let cut = 0; cut <= length; cut++) {
        for (const size of [1, 7, 1000]) {
          await tryCut(ExportText, placeOf, format, total, cut, size);
          tried += 1;
        }
      }
    }
  }
  return tried;
}

tryCuts();
