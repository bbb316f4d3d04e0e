/** What the process ends with: 0 done, 1 the work failed, 2 the call was wrong. */
export type ExitCode = 0 | 1 | 2;

/** An error for people: its message is one sentence that names the thing and the way out. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** The call was wrong: nothing was done, and the caller can put it right. */
export function wrongCall(message: string, cause?: unknown): CliError {
  return new CliError(message, 2, { cause });
}

/** The call was right, the work failed. */
export function failed(message: string, cause?: unknown): CliError {
  return new CliError(message, 1, { cause });
}

/** The work failed, and the result that was printed says why. */
export function alreadySaid(): CliError {
  return new CliError('', 1);
}

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/** The system's word for what went wrong, for example `ENOENT`; undefined where there is none. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Why a file that was named could not be read. */
export function whyUnreadable(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a folder' : messageOf(error);
}
