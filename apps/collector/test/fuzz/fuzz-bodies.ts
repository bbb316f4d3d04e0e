import { setImmediate } from 'node:timers/promises';
import type { EventRow, ParsedEvent, Site } from '@desirepath/schema';
import type { SeededRandom } from '@desirepath/testing/disk';
import { cleanEvent } from '../../src/intake/clean-event.ts';
import { checkVerdict } from './check-verdict.ts';
import { corpus, type Specimen } from './corpus.ts';
import { BodyMutator } from './mutate-body.ts';
import { readBodyText } from './read-body-text.ts';

/** What reading many bodies came to. */
export interface FuzzReport {
  bodies: number;
  /** Bodies that are none of their dialect. */
  refused: number;
  stored: number;
  rejected: number;
  /** What was wrong, with the body, at most ten. */
  faults: string[];
  /** Heap after a tenth of the bodies, and after all of them, bytes. */
  heap: [early: number, late: number];
}

const LOOK_EVERY = 1000;
/** Most processor time of a body, ms: some for its runs, and much for a collection of garbage that falls into it. */
const MOST_CPU = 1000;

/**
 * Reads mutated bodies of every dialect for two sites in turn: none may throw, each event has one sound verdict of its own
 * site, and in between the bodies of clients that do nothing wrong give what they always gave.
 *
 * @param heap bytes in use after a collection
 * @param keep is given the rows of every hundredth body, to be inserted
 */
export async function fuzzBodies(options: {
  bodies: number;
  sites: readonly [Site, Site];
  random: SeededRandom;
  now: number;
  heap: () => number;
  keep: (rows: EventRow[]) => Promise<void>;
}): Promise<FuzzReport> {
  const { bodies, sites, random, now, heap, keep } = options;
  const report: FuzzReport = { bodies: 0, refused: 0, stored: 0, rejected: 0, faults: [], heap: [0, 0] };
  const mutator = new BodyMutator(random);
  const specimens = sites.map((site) => ({ site, list: corpus(site.write_key, now) }));
  const read = (specimen: Specimen, site: Site): ParsedEvent[] | undefined =>
    readBodyText(specimen, { site: site.id, lane: 'browser', received: now, fallbackVisitor: () => 'day:x' })?.map(
      (event) => cleanEvent(event, site, false),
    );
  const plain = () => JSON.stringify(specimens.map(({ site, list }) => list.map((one) => read(one, site))));
  const before = plain();
  const fault = (what: string, { path, text }: Specimen) => {
    if (report.faults.length < 10) report.faults.push(`${what} ${path} ${text.slice(0, 2000)}`);
  };

  for (; report.bodies < bodies; report.bodies++) {
    const { site, list } = specimens[report.bodies % 2] ?? { site: sites[0], list: [] };
    const base = list[random.int(0, list.length - 1)];
    const other = list[random.int(0, list.length - 1)];
    if (base === undefined || other === undefined) break;
    const specimen = { ...base, text: mutator.mutate(base.text, other.text) };
    const begun = process.cpuUsage();
    try {
      const events = read(specimen, site);
      const { user, system } = process.cpuUsage(begun);
      if (user + system > MOST_CPU * 1000) fault(`It takes ${(user + system) / 1000} ms:`, specimen);
      if (events === undefined) report.refused += 1;
      else {
        const rows: EventRow[] = [];
        for (const event of events) {
          const wrong = checkVerdict(event, site.id, now);
          if (wrong !== undefined) fault(wrong, specimen);
          if (event.verdict === 'stored') rows.push(event.row);
        }
        report.stored += rows.length;
        report.rejected += events.length - rows.length;
        if (report.bodies % 100 === 0 && rows.length > 0) await keep(rows);
      }
    } catch (error) {
      fault(`It throws ${String(error)}:`, specimen);
    }
    if (report.bodies === Math.floor(bodies / 10)) report.heap[0] = heap();
    if (report.bodies % LOOK_EVERY === 0) {
      if (plain() !== before || Object.hasOwn(Object.prototype, 'polluted'))
        fault('It changes what others send:', specimen);
      await setImmediate();
    }
  }
  report.heap[1] = heap();
  return report;
}
