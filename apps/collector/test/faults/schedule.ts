import type { Store } from '@desirepath/store';
import type { Recount } from './recount.ts';

/** How one schedule went; lost, twice and wrong must be nothing. */
export interface ScheduleReport extends Recount {
  seed: number;
  acknowledged: number;
  /** Collectors that were killed, or lost their power. */
  kills: number;
  /** Failures of the disk, and of the way to ClickHouse. */
  faults: number;
}

/** A schedule whose faults are over. */
export interface Run {
  /** Lets everything be shipped, and compares. ClickHouse must be there. */
  settle(store: Store): Promise<ScheduleReport>;
}
