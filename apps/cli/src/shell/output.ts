/** Where a command says what came of it: one JSON object, or text for people; never both. */
export interface Output {
  readonly json: boolean;
  /** The result: the object with `--json`, else the text. */
  result(value: object, text: string): void;
  /** A remark for people, on stderr, so that stdout holds the result only. */
  note(line: string): void;
}

/** The streams of a process, or others in a test. */
export interface Streams {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean; columns?: number };
}

/** Makes the output of one run of the CLI. */
export function createOutput(streams: Streams, json: boolean): Output {
  return {
    json,
    result: (value, text) => {
      streams.stdout.write(json ? `${JSON.stringify(value)}\n` : text === '' ? '' : `${text}\n`);
    },
    note: (line) => {
      streams.stderr.write(`${line}\n`);
    },
  };
}
