import { join } from 'node:path';
import { frameId } from './frame.ts';
import { type Position, segmentName } from './position.ts';
import { readFrames } from './read-frames.ts';
import type { Segments } from './segments.ts';
import type { BatchLimits, SpoolFrame } from './spool.ts';
import type { SpoolFiles } from './spool-files.ts';

/** Where frames are read from. */
export interface RunSource {
  files: SpoolFiles;
  dir: string;
  segments: Segments;
  /** Is told about damage that was passed over. */
  warn: (message: string) => void;
}

/** Consecutive frames. */
interface Run {
  frames: SpoolFrame[];
  /** Their payloads together. */
  bytes: number;
  /** Where the next frame after them begins; damage behind the last one is passed over as well. */
  to: Position;
}

/**
 * Reads frames from a place on, over the ends of segments, either up to a place or as many as the limits allow.
 *
 * @param spool name of the spool, which is part of each frame's id
 */
export async function readRun(
  { files, dir, segments, warn }: RunSource,
  spool: string,
  from: Position,
  until: Position | Required<BatchLimits>,
): Promise<Run> {
  const isTo = 'segment' in until;
  const run: Run = { frames: [], bytes: 0, to: from };
  for (const { segment, end } of segments.from(from.segment)) {
    if (isTo && segment > until.segment) break;
    const first = segment === from.segment ? from.offset : 0;
    const last = isTo && segment === until.segment ? Math.min(until.offset, end) : end;
    if (last <= first) continue;
    const path = join(dir, segmentName(segment));
    const file = await files.open(path, 'read');
    try {
      for await (const found of readFrames(file, first, last)) {
        if (found.kind === 'damage') {
          warn(`${found.end - found.offset} bytes of ${path} are damaged and were passed over.`);
        } else {
          const { payload, offset } = found;
          if (!isTo && run.frames.length > 0) {
            if (run.frames.length >= until.frames || run.bytes + payload.length > until.bytes) return run;
          }
          const position = { segment, offset };
          run.frames.push({ id: frameId(spool, position, payload), position, payload });
          run.bytes += payload.length;
        }
        run.to = { segment, offset: found.end };
      }
    } finally {
      await file.close();
    }
  }
  return run;
}
