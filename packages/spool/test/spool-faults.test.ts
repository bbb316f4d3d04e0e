import { expect, test } from 'vitest';
import { runSchedule } from './fault-schedule.ts';

const SCHEDULES = 400;

test(`${SCHEDULES} seeded schedules of power cuts, I/O errors, failing syncs and full disks lose nothing and ship nothing twice`, async () => {
  const sums = { acknowledged: 0, shipped: 0, refused: 0, cuts: 0 };
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const outcome = await runSchedule(seed);
    expect(outcome, `seed ${seed}`).toMatchObject({ lost: [], twice: [] });
    sums.acknowledged += outcome.acknowledged;
    sums.shipped += outcome.shipped;
    sums.refused += outcome.refused;
    sums.cuts += outcome.cuts;
  }
  // The schedules must be worth something: much acknowledged, and much refused.
  expect(sums.acknowledged).toBeGreaterThan(SCHEDULES * 10);
  expect(sums.refused).toBeGreaterThan(SCHEDULES);
  console.log(
    `faults: ${SCHEDULES} schedules, ${sums.cuts} lives, ${sums.acknowledged} acknowledged, ${sums.refused} refused, 0 lost, 0 twice`,
  );
});
