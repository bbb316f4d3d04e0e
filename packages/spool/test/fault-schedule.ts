import { type DiskFaults, NO_FAULTS, ProcessEnded, SeededRandom, SimulatedDisk } from '@desirepath/testing/disk';
import { openSpool } from '../src/index.ts';
import { Journal } from './journal.ts';

/**
 * Some lives of a spool: appends and shipping at once, through kills, power cuts, I/O errors, failing syncs and a full disk;
 * in the last one all is well, and everything is shipped.
 *
 * @param mutate makes the disk worse than any disk may be
 */
export async function runSchedule(seed: number, mutate: Partial<DiskFaults> = {}): Promise<Journal> {
  const random = new SeededRandom(seed);
  const disk = new SimulatedDisk(random);
  const journal = new Journal(random);

  const lives = random.int(2, 5);
  for (let life = 0; life < lives; life++) {
    const isLast = life === lives - 1;
    disk.faults = { ...(isLast ? NO_FAULTS : someFaults(random, disk.used)), ...mutate };
    try {
      const spool = await openAtLast(disk, isLast, random, () => 1_000_000 + journal.sent);
      const writing = journal.append(spool, isLast ? 5 : random.int(5, 60));
      if (isLast) {
        await writing;
        await journal.shipAll(spool);
        journal.left = spool.status().pending;
      }
      // A crash between the shipping and the note of it is the interesting one.
      else for (let left = random.int(0, 20); left > 0; left--) await journal.ship(spool, random.chance(0.8));
      await writing;
      await spool.close();
    } catch (error) {
      if (isLast || !isExpected(error)) throw error;
    }
    // The call at which it should end may not have come.
    if (!isLast) disk.kill();
  }
  return journal;
}

/** Opens the spool; where the disk does not let it, the process ends and another one tries. */
async function openAtLast(disk: SimulatedDisk, isLast: boolean, random: SeededRandom, now: () => number) {
  for (let tries = 1; ; tries++) {
    const files = disk.files();
    if (!isLast) disk.next = { call: random.int(1, 120), fault: random.chance(0.7) ? 'power' : 'kill' };
    try {
      const keepMs = random.chance(0.5) ? 0 : 1000;
      return await openSpool({ dir: '/spool', files, segmentBytes: random.int(300, 6000), keepMs, now });
    } catch (error) {
      if (isLast || tries === 5 || !isExpected(error)) throw error;
      disk.kill();
    }
  }
}

function someFaults(random: SeededRandom, used: number): DiskFaults {
  if (random.chance(0.5)) return NO_FAULTS;
  return {
    ...NO_FAULTS,
    eio: random.chance(0.5) ? 0.03 : 0,
    emfile: random.chance(0.3) ? 0.2 : 0,
    datasync: random.chance(0.5) ? 0.3 * random.next() : 0,
    capacity: random.chance(0.3) ? used + random.int(0, 6000) : NO_FAULTS.capacity,
  };
}

/** What a spool may throw at its user while the disk fails. */
export function isExpected(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return error instanceof ProcessEnded || cause instanceof ProcessEnded || EXPECTED.has(String(code));
}

const EXPECTED = new Set(['EIO', 'ENOSPC', 'EMFILE', 'closed']);
