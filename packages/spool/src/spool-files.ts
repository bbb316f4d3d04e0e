/** An open file, addressed by position. */
export interface SpoolFile {
  /** Writes all of `bytes` at `position`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Fills `into` from `position` on as far as the file goes; returns how many bytes it got. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Resolves once everything written so far would survive a power cut. */
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/**
 * All that the spool asks of a file system. The node implementation is {@link nodeFiles}; tests pass a simulated disk that
 * loses what was not synced.
 */
export interface SpoolFiles {
  /** Creates the folder with its parents. */
  makeFolder(path: string): Promise<void>;
  /** Names in the folder, in no particular order. */
  list(path: string): Promise<string[]>;
  /** `create` makes a new file and fails where one is; `update` opens one for reading and writing; `read` for reading only. */
  open(path: string, mode: 'create' | 'update' | 'read'): Promise<SpoolFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes the creation and removal of names in the folder durable. */
  syncFolder(path: string): Promise<void>;
  /**
   * Keeps other processes out of the folder until the returned function is called. A lock whose process is gone is taken over.
   * @throws SpoolError `locked` when a living process holds it
   */
  lock(path: string): Promise<() => Promise<void>>;
}
