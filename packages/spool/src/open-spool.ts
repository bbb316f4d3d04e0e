import { randomUUID } from 'node:crypto';
import { openCursor } from './cursor.ts';
import { FolderSpool } from './folder-spool.ts';
import { nodeFiles } from './node-files.ts';
import { Segments } from './segments.ts';
import { Shipping } from './shipping.ts';
import type { Spool } from './spool.ts';
import type { SpoolFiles } from './spool-files.ts';

export interface SpoolOptions {
  /** Folder of the spool; made when it is not there. */
  dir: string;
  /** A segment is ended before it grows beyond this, by default 64 MiB, and with a batch from half of it on. */
  segmentBytes?: number;
  /** How long shipped segments are kept, ms; by default 6 h, should the disk of ClickHouse not keep what it said it had. */
  keepMs?: number;
  /** What the spool asks of a file system; by default the real one. */
  files?: SpoolFiles;
  /** Milliseconds since 1970, for the time that shipped segments are kept. */
  now?: () => number;
  /** Is told, in one sentence each, about damage that was found and passed over. */
  warn?: (message: string) => void;
}

/**
 * Opens the spool of a folder, makes it when it is not there, and finds what was not shipped before.
 *
 * @throws SpoolError `locked` when another process has the folder
 * @example
 * ```ts
 * const spool = await openSpool({ dir: '.desirepath/spool' });
 * await spool.append(Buffer.from('…')); // on the disk now
 * for await (const batch of spool.batches()) {
 *   await ship(batch);
 *   await spool.acknowledge(batch);
 * }
 * ```
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { dir, segmentBytes = 64 * 1024 * 1024, keepMs = 6 * 3_600_000, files = nodeFiles } = options;
  const now = options.now ?? Date.now;
  const warn = options.warn ?? (() => undefined);

  await files.makeFolder(dir);
  const unlock = await files.lock(dir);
  try {
    const segments = await Segments.find(files, dir);
    const start = { spool: randomUUID(), shipped: { segment: segments.firstUnshipped, offset: 0 } };
    const cursor = await openCursor(files, dir, start, warn);
    const { spool: name, shipped, claim } = cursor.state;
    // What lies between was refused and could not be cut off; a claim that begins behind it passes it over.
    const pending = await segments.scan(claim?.from ?? shipped, warn).catch(async (error: unknown) => {
      await cursor.close().catch(() => undefined);
      throw error;
    });
    const shipping = new Shipping({ files, dir, name, segments, warn }, cursor);
    // A segment that was not begun by this process is never written again: its end may be torn.
    const firstSegment = Math.max(segments.last, shipped.segment, claim?.to.segment ?? 0) + 1;
    return new FolderSpool({
      dir,
      files,
      name,
      segments,
      shipping,
      pending,
      segmentBytes,
      firstSegment,
      keepMs,
      now,
      unlock,
    });
  } catch (error) {
    await unlock();
    throw error;
  }
}
