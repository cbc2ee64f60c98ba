// The verdicts of an import: counted as they come, kept where the browser keeps files, and only the
// first faults held in memory.

const faultsShown = 20;
const pieceSize = 1 << 20;

/** What one import has answered so far. */
export class Verdicts {
  counts = { created: 0, valid: 0, duplicate: 0, refused: 0 };
  /** The number in the file of the last line that was judged. */
  line = 0;
  /** The first lines that were refused, with their errors. */
  faults = [];
  /** The last line of a whole answer. */
  summary = null;

  #rest = "";
  #pieces = [];
  #piece = "";

  /** How many lines were judged. */
  get lines() {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** Takes the next text of the answer. */
  take(text) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop();
    for (const line of lines) this.#read(line);
    this.#piece += text;
    if (this.#piece.length >= pieceSize) this.#put();
  }

  #read(line) {
    const { verdict, complete, ...facts } = JSON.parse(line);
    if (complete) { this.summary = facts; return; }
    this.counts[verdict] += 1;
    this.line = facts.line;
    if (verdict === "refused" && this.faults.length < faultsShown) this.faults.push(facts);
  }

  /** Hands a piece to the browser, which keeps blobs outside of the page and large ones on disk. */
  #put() {
    this.#pieces.push(new Blob([this.#piece]));
    this.#piece = "";
  }

  /** The answer so far, as a file. */
  get file() {
    this.#put();
    return new Blob(this.#pieces, { type: "application/x-ndjson" });
  }
}
