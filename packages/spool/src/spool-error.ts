/** `locked`: another process has the folder; `closed`: the spool was closed; else the system's code: `ENOSPC`, `EIO`, … */
export type SpoolErrorCode = 'locked' | 'closed' | 'too_large' | 'bad_batch' | (string & {});

/** What went wrong with the spool, in one sentence that names the folder. */
export class SpoolError extends Error {
  override readonly name = 'SpoolError';
  readonly code: SpoolErrorCode;

  constructor(code: SpoolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const SENTENCES: Record<string, string> = {
  ENOSPC: 'the disk is full; free some space, writing goes on by itself then',
  EDQUOT: 'the disk quota is used up; raise it or free some space, writing goes on by itself then',
  EIO: 'the disk reports an input/output error; check the disk, writing is tried again with every event',
  EROFS: 'the file system is read-only; mount it writable',
  EACCES: 'the folder may not be written; give this user the right to write it',
  EMFILE: 'this process has too many files open; raise its limit (ulimit -n)',
};

/** Turns what a file operation threw into a sentence. */
export function toSpoolError(cause: unknown, folder: string): SpoolError {
  if (cause instanceof SpoolError) return cause;
  const code = (cause as { code?: unknown } | null)?.code;
  const word = typeof code === 'string' ? code : 'failed';
  const why = SENTENCES[word] ?? (cause instanceof Error ? cause.message : String(cause));
  return new SpoolError(word, `The spool in ${folder} cannot be written: ${why}.`, { cause });
}
