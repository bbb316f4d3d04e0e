import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Position, parseName } from './position.ts';
import type { SpoolFile, SpoolFiles } from './spool-files.ts';

/** The frames that are being shipped. Once made it never changes, so what is tried again is the same to the byte. */
interface Claim {
  id: string;
  /** Where the first of them begins. */
  from: Position;
  /** Where the first unshipped frame after them begins, in the same segment. */
  to: Position;
  /** What the shipper has to remember about it across a crash; empty: nothing. */
  note: string;
}

/** How far shipping has come. */
export interface CursorState {
  /** Random name of the spool: tells its frames from those of any other, byte for byte alike as they may be. */
  spool: string;
  /** Everything before it is shipped. */
  shipped: Position;
  claim: Claim | undefined;
}

/** The cursor on the disk. */
export interface CursorFile {
  readonly state: CursorState;
  /** Resolves once the state would survive a power cut; when it rejects, the state before still stands. */
  save(state: CursorState): Promise<void>;
  close(): Promise<void>;
}

const SLOT_BYTES = 4096;
const NAME = 'cursor';

/**
 * Opens the cursor of a folder. The file has two slots that are written in turn, each with a number and a checksum: the
 * newer intact one counts, so a write that is cut leaves the state before. As the room is taken once and for all, the cursor
 * can move, and thereby free space, while the disk is full.
 *
 * @param start the state of a folder that has no cursor yet
 * @param warn is told when the file has no intact slot and shipping starts over from the oldest segment kept
 */
export async function openCursor(
  files: SpoolFiles,
  folder: string,
  start: Omit<CursorState, 'claim'>,
  warn: (message: string) => void,
): Promise<CursorFile> {
  const path = join(folder, NAME);
  const names = await files.list(folder);
  const isNew = !names.includes(NAME);
  const hasSegments = names.some((name) => parseName(name) !== undefined);
  const file = await files.open(path, isNew ? 'create' : 'update');
  try {
    const newest = isNew ? undefined : newer(await readSlot(file, 0), await readSlot(file, 1));
    if (newest === undefined) {
      // Without segments it is only a first start that a crash cut short.
      if (!isNew && hasSegments) {
        warn(
          `The cursor ${path} is damaged: shipping starts over from the oldest segment that is not marked as shipped.`,
        );
      }
      await file.write(new Uint8Array(2 * SLOT_BYTES), 0);
    }
    const slot = newest ?? { no: 0, state: { ...start, claim: undefined } };
    // Also what was there: the process before may have failed to sync it, and what is read need not be on the disk. It is written
    // where it stands: the other slot has the state before, which is all there is if this one is torn now.
    await writeSlot(file, slot);
    await files.syncFolder(folder);
    return new SlotFile(file, slot);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

/** What one slot says. */
interface Slot {
  no: number;
  state: CursorState;
}

class SlotFile implements CursorFile {
  readonly #file: SpoolFile;
  #slot: Slot;

  constructor(file: SpoolFile, slot: Slot) {
    this.#file = file;
    this.#slot = slot;
  }

  get state(): CursorState {
    return this.#slot.state;
  }

  async save(state: CursorState): Promise<void> {
    const next = { no: this.#slot.no + 1, state };
    await writeSlot(this.#file, next);
    this.#slot = next;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function newer(a: Slot | undefined, b: Slot | undefined): Slot | undefined {
  return (b?.no ?? -1) > (a?.no ?? -1) ? b : a;
}

/** Resolves once the slot would survive a power cut. */
async function writeSlot(file: SpoolFile, { no, state }: Slot): Promise<void> {
  const text = JSON.stringify({ no, ...state });
  const bytes = Buffer.alloc(SLOT_BYTES, ' ');
  bytes.write(`${crc32(text).toString(16).padStart(8, '0')} ${text}`, 'utf8');
  await file.write(bytes, (no % 2) * SLOT_BYTES);
  await file.datasync();
}

async function readSlot(file: SpoolFile, slot: number): Promise<Slot | undefined> {
  const bytes = Buffer.alloc(SLOT_BYTES);
  const got = await file.read(bytes, slot * SLOT_BYTES);
  const line = bytes.toString('utf8', 0, got).trimEnd();
  const text = line.slice(9);
  if (text === '' || crc32(text).toString(16).padStart(8, '0') !== line.slice(0, 8)) return undefined;
  const { no, spool, shipped, claim } = JSON.parse(text) as { no: number; claim?: Claim } & CursorState;
  return { no, state: { spool, shipped, claim } };
}
