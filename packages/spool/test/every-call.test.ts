import { type CallFault, SeededRandom, SimulatedDisk } from '@desirepath/testing/disk';
import { expect, test } from 'vitest';
import { openSpool, type SpoolFiles } from '../src/index.ts';
import { isExpected } from './fault-schedule.ts';
import { Journal } from './journal.ts';

const FAULTS: CallFault[] = ['kill', 'power', 'EIO', 'ENOSPC', 'EMFILE'];

test.each(
  FAULTS.flatMap((fault) => [
    { fault, folder: 'a new' as const },
    { fault, folder: 'a used' as const },
  ]),
)(
  '$fault at each call of a life in $folder folder: nothing is lost or shipped twice, and the next lives work',
  async ({ fault, folder }) => {
    let acknowledged = 0;
    let calls = Number.POSITIVE_INFINITY;
    for (let call = 1; call <= calls; call++) {
      for (const seed of [call, -call]) {
        const disk = new SimulatedDisk(new SeededRandom(seed));
        const journal = new Journal(new SeededRandom(1));
        if (folder === 'a used') {
          await journal.append(await openSpool({ dir: '/spool', files: disk.files() }), 5);
          disk.kill();
        }
        const files = disk.files();
        disk.next = { call, fault };
        await live(journal, files).catch((error) => {
          if (!isExpected(error)) throw error;
        });
        if (disk.calls < call) calls = disk.calls;
        disk.kill();
        // Whatever the fault left behind, the next life stands on it, and its own end is the worst one.
        await live(journal, disk.files());
        disk.powerCut();
        const last = await openSpool({ dir: '/spool', files: disk.files() });
        await journal.append(last, 3);
        await journal.shipAll(last);
        await last.close();
        const { lost, twice, changed } = journal;
        const where = `${fault} at call ${call}, seed ${seed}`;
        expect({ lost, twice, changed }, where).toEqual({ lost: [], twice: [], changed: [] });
        acknowledged += journal.acknowledged;
      }
    }
    // Each call of the life had its turn, and the lives were worth something.
    expect(calls).toBeGreaterThan(50);
    expect(acknowledged).toBeGreaterThan(calls * 8);
  },
);

/** A life that comes by everything a spool asks of a disk. */
async function live(journal: Journal, files: SpoolFiles): Promise<void> {
  const spool = await openSpool({ dir: '/spool', files, segmentBytes: 3000, keepMs: 0 });
  await journal.append(spool, 12);
  await journal.ship(spool);
  const batch = await spool.claim();
  if (batch !== undefined) await spool.annotate(batch, 'in parts');
  await journal.ship(spool, false);
  await journal.append(spool, 6);
  await spool.probe();
  await journal.ship(spool);
  await spool.forget();
  await spool.sweep();
  // It arrives, and the process ends before it is noted.
  await journal.ship(spool, false);
}
