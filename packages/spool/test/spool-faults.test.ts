import { expect, test } from 'vitest';
import { runSchedule } from './fault-schedule.ts';

const SCHEDULES = 400;

test(`${SCHEDULES} seeded schedules of kills, power cuts, I/O errors, failing syncs and full disks lose nothing, ship nothing twice, change no batch and count what is left`, async () => {
  const sums = { acknowledged: 0, refused: 0 };
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const journal = await runSchedule(seed);
    const { lost, twice, changed, left } = journal;
    const well = { lost: [], twice: [], changed: [], left: { frames: 0, bytes: 0 } };
    expect({ lost, twice, changed, left }, `seed ${seed}`).toEqual(well);
    sums.acknowledged += journal.acknowledged;
    sums.refused += journal.refused;
  }
  // The schedules must be worth something: much acknowledged, and much refused.
  expect(sums.acknowledged).toBeGreaterThan(SCHEDULES * 10);
  expect(sums.refused).toBeGreaterThan(SCHEDULES);
  console.log(
    `faults: ${SCHEDULES} schedules, ${sums.acknowledged} acknowledged, ${sums.refused} refused, 0 lost, 0 twice`,
  );
});

test('they would notice: on a disk that only says it has synced, frames are lost', async () => {
  let lost = 0;
  for (let seed = 1; seed <= 20; seed++) lost += (await runSchedule(seed, { lies: true })).lost.length;
  expect(lost).toBeGreaterThan(20);
});
