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
  /** Random name of the spool, a part of each frame's id. */
  name: string;
  segments: Segments;
  /** Is told about damage that was passed over. */
  warn: (message: string) => void;
}

/** Consecutive frames of one segment. */
export interface Run {
  frames: SpoolFrame[];
  /** Their payloads together. */
  bytes: number;
  /** Where the first of them begins. */
  from: Position;
  /** Where the next one after them begins. */
  to: Position;
}

/**
 * Reads the first frames from a place on, as many as the limits allow. They are all of one segment: behind its last frame there
 * may lie one that could not be acknowledged and not be cut off, which a later process takes for good, and which must not then
 * stand in the middle of what was already tried.
 *
 * @returns a run without frames when there are none; what lies before its `to` is damage
 */
export async function readNext(source: RunSource, from: Position, limits: Required<BatchLimits>): Promise<Run> {
  let run: Run = { frames: [], bytes: 0, from, to: from };
  for (const { segment, end } of source.segments.from(from.segment)) {
    const offset = segment === from.segment ? from.offset : 0;
    if (offset < end) run = await readSegment(source, { segment, offset }, end, limits);
    if (run.frames.length > 0) break;
  }
  return run;
}

/** Reads the frames between two places of one segment. */
export async function readSpan(source: RunSource, from: Position, to: Position): Promise<Run> {
  const end = source.segments.from(from.segment).find(({ segment }) => segment === from.segment)?.end ?? 0;
  const all = { frames: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
  return readSegment(source, from, Math.min(end, to.offset), all);
}

async function readSegment(
  { files, dir, name, warn }: RunSource,
  { segment, offset }: Position,
  end: number,
  limits: Required<BatchLimits>,
): Promise<Run> {
  const start = { segment, offset };
  const run: Run = { frames: [], bytes: 0, from: start, to: start };
  const path = join(dir, segmentName(segment));
  const file = await files.open(path, 'read');
  try {
    for await (const found of readFrames(file, offset, end)) {
      if (found.kind === 'damage') {
        warn(`${found.end - found.offset} bytes of ${path} are damaged and were passed over.`);
      } else {
        const { payload } = found;
        const { length } = run.frames;
        if (length > 0 && (length >= limits.frames || run.bytes + payload.length > limits.bytes)) break;
        const position = { segment, offset: found.offset };
        if (length === 0) run.from = position;
        run.frames.push({ id: frameId(name, position, payload), position, payload });
        run.bytes += payload.length;
      }
      run.to = { segment, offset: found.end };
    }
  } finally {
    await file.close();
  }
  return run;
}
