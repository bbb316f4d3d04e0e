import { type CallFault, SeededRandom, SimulatedDisk } from '@desirepath/testing/disk';
import { expect, test } from 'vitest';
import { openSpool, type SpoolFiles } from '../src/index.ts';
import { isExpected } from './fault-schedule.ts';
import { Journal } from './journal.ts';

/** One life that comes by everything a spool asks of a disk. */
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
  await spool.close();
}

test.each<CallFault>(['kill', 'power', 'EIO', 'ENOSPC', 'EMFILE'])(
  '%s at each of the calls of a life: nothing is lost, nothing is shipped twice, and the next life works',
  async (fault) => {
    let acknowledged = 0;
    let calls = 0;
    for (let call = 1; ; call++) {
      const random = new SeededRandom(call);
      const disk = new SimulatedDisk(random);
      const journal = new Journal(new SeededRandom(1));
      // The life before, so that there is something to find.
      const before = await openSpool({ dir: '/spool', files: disk.files() });
      await journal.append(before, 5);
      disk.kill();
      const files = disk.files();
      disk.next = { call, fault };
      await live(journal, files).catch((error) => {
        if (!isExpected(error)) throw error;
      });
      calls = disk.calls;
      disk.kill();
      const last = await openSpool({ dir: '/spool', files: disk.files() });
      await journal.append(last, 3);
      await journal.shipAll(last);
      await last.close();
      expect({ lost: journal.lost, twice: journal.twice }, `${fault} at call ${call}`).toEqual({ lost: [], twice: [] });
      acknowledged += journal.acknowledged;
      if (calls < call) break;
    }
    // Each call of the life had its turn, and the lives were worth something.
    expect(calls).toBeGreaterThan(60);
    expect(acknowledged).toBeGreaterThan(calls * 8);
  },
);
