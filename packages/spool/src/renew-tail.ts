import type { SpoolFile } from './spool-files.ts';

const CHUNK = 1024 * 1024;

/**
 * Writes bytes of a file again, where and as they are, so that the next sync really brings them to the disk. When a sync has
 * failed, the system counts its pages as clean: they are still read back, a later sync says that all is well without writing
 * them, and a power cut takes them away.
 */
export async function renewTail(file: SpoolFile, from: number, to: number): Promise<void> {
  for (let at = from; at < to; ) {
    const bytes = Buffer.allocUnsafe(Math.min(CHUNK, to - at));
    const got = await file.read(bytes, at);
    if (got === 0) return;
    await file.write(bytes.subarray(0, got), at);
    at += got;
  }
}
