import { join } from 'node:path';
import type { SpoolFiles } from './spool-files.ts';

/** More than what a file system keeps back for itself when it says that it is full. */
const PROBE_BYTES = 64 * 1024;

/**
 * Tries whether a folder takes writes: makes a file, syncs it, removes it.
 *
 * @throws the system's error when it does not
 */
export async function probeDisk(files: SpoolFiles, folder: string): Promise<void> {
  const path = join(folder, `probe-${process.pid}`);
  try {
    const file = await files.open(path, 'create');
    try {
      await file.write(new Uint8Array(PROBE_BYTES), 0);
      await file.datasync();
    } finally {
      await file.close();
    }
  } finally {
    await files.remove(path).catch(() => undefined);
  }
}
