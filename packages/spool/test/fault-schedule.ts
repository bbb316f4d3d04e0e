import { openSpool, type Spool } from '../src/index.ts';
import { Random } from './random.ts';
import { NO_FAULTS, PowerCut, SimulatedDisk } from './simulated-disk.ts';

/** What a schedule ended with; both lists are empty when all is well. */
export interface Outcome {
  seed: number;
  acknowledged: number;
  shipped: number;
  cuts: number;
  refused: number;
  lost: string[];
  twice: string[];
}

/**
 * One life of a spool: appends and shipping at once, through power cuts, I/O errors, failing syncs and a full disk, until
 * everything was shipped. The far side forgets nothing and takes a batch id once, as ClickHouse does.
 */
export async function runSchedule(seed: number): Promise<Outcome> {
  const random = new Random(seed);
  const disk = new SimulatedDisk(random);
  const acknowledged = new Set<string>();
  const shipped = new Map<string, number>();
  const batches = new Set<string>();
  const outcome: Outcome = { seed, acknowledged: 0, shipped: 0, cuts: 0, refused: 0, lost: [], twice: [] };
  let serial = 0;

  const lives = random.int(2, 5);
  for (let life = 0; life < lives; life++) {
    const isLast = life === lives - 1;
    const faulty = !isLast && random.chance(0.5);
    disk.faults = faulty
      ? {
          eio: random.chance(0.5) ? 0.03 : 0,
          datasync: random.chance(0.5) ? 0.1 : 0,
          capacity: random.chance(0.3) ? disk.used + random.int(0, 6000) : NO_FAULTS.capacity,
        }
      : { ...NO_FAULTS };
    if (!isLast) disk.cutAfter = random.int(1, 120);
    try {
      const spool = await openSpool({
        dir: '/spool',
        files: disk.files(),
        segmentBytes: random.int(300, 6000),
        keepMs: random.chance(0.5) ? 0 : 1000,
        now: () => 1_000_000 + serial,
      });
      const writing = append(spool, isLast ? 5 : random.int(5, 60));
      if (isLast) await writing;
      await ship(spool, isLast);
      await writing;
      await spool.close();
    } catch (error) {
      if (!(error instanceof PowerCut) && !isFault(error)) throw error;
    }
    // A process that is simply killed leaves the page cache as it is; a power cut does not.
    if (!isLast && disk.cutAfter !== -1) disk.powerCut();
    outcome.cuts += 1;
  }
  for (const id of acknowledged) if (!shipped.has(id)) outcome.lost.push(id);
  for (const [id, times] of shipped) if (times > 1) outcome.twice.push(id);
  outcome.acknowledged = acknowledged.size;
  outcome.shipped = shipped.size;
  return outcome;

  async function append(spool: Spool, count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const group = Math.min(left, random.int(1, 8));
      left -= group;
      await Promise.all(
        Array.from({ length: group }, async () => {
          serial += 1;
          const id = `event-${serial}`;
          const payload = Buffer.from(JSON.stringify({ id, text: 'x'.repeat(random.int(0, 900)) }));
          try {
            await spool.append(payload);
            acknowledged.add(id);
          } catch {
            outcome.refused += 1;
          }
        }),
      );
    }
  }

  async function ship(spool: Spool, all: boolean): Promise<void> {
    for (let rounds = all ? 10_000 : random.int(0, 20); rounds > 0; rounds--) {
      const batch = await spool.claim({ frames: random.int(1, 12), bytes: random.int(100, 5000) });
      if (batch === undefined) {
        if (all) return;
        await Promise.resolve();
        continue;
      }
      if (!batches.has(batch.id)) {
        batches.add(batch.id);
        for (const { payload } of batch.frames) {
          const { id } = JSON.parse(Buffer.from(payload).toString()) as { id: string };
          shipped.set(id, (shipped.get(id) ?? 0) + 1);
        }
      }
      // A crash right here is the interesting one: shipped, and not yet noted.
      if (!all && random.chance(0.2)) continue;
      await spool.acknowledge(batch);
    }
  }
}

function isFault(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'EIO' || code === 'ENOSPC' || code === 'closed' || (error as Error).cause instanceof PowerCut;
}
