const FIRST_BYTES = 32 * 1024;
/** Most bytes that one UTF-16 code unit takes in UTF-8. */
const MOST_BYTES = 3;
const NEWLINE = 10;

/** Lines of text as bytes. Each is written as it comes: to join hundreds of texts and to encode them then takes many times as long. */
export class LineBuffer {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  add(line: string): void {
    const most = this.#length + 1 + MOST_BYTES * line.length;
    if (most > this.#bytes.length) {
      const bytes = Buffer.allocUnsafe(Math.max(most, 2 * this.#bytes.length));
      bytes.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = bytes;
    }
    if (this.#length > 0) this.#bytes[this.#length++] = NEWLINE;
    this.#length += this.#bytes.write(line, this.#length);
  }

  /** What was written so far. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
