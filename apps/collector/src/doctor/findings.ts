import type { Site } from '@desirepath/schema';
import type { Checkup } from './checkup.ts';

/** ClickHouse slows inserts down when a table has so many parts in one partition, and refuses them later. */
const MANY_PARTS = 1000;
const LITTLE_DISK = 1024 * 1024 * 1024;

type Found = Omit<Checkup, 'problems' | 'notes'>;

/** What the figures of a site mean. */
export function findings(found: Found, site: Site): Pick<Checkup, 'problems' | 'notes'> {
  const { pending, spool, disk, verdicts, received, unbalanced, events, names, strays, skew, tables } = found;
  const problems: string[] = [];
  const notes: string[] = [];
  const counted = Object.values(verdicts).reduce((sum, n) => sum + n, 0);
  for (const { minute, received: came, counted: said } of unbalanced) {
    problems.push(`In the minute ${minute}, ${came} events came in and ${said} have a verdict.`);
  }
  if (unbalanced.length === 0 && received !== counted) {
    problems.push(`${received} events came in and ${counted} have a verdict.`);
  }
  const { missing, unexplained } = events;
  if (unexplained > 0) {
    const old =
      site.retention === undefined
        ? ''
        : `, or they were imported when they were older than the retention of ${site.retention}`;
    problems.push(
      `${unexplained} events are counted as stored and are not in the table events: they were deleted by hand, or two collectors stored the same ones${old}.`,
    );
  } else if (unexplained < 0) {
    problems.push(
      `${-unexplained} events are in the table events and in no account: they came in by another way than the collector.`,
    );
  }
  if (site.retention !== undefined && missing - unexplained > 0) {
    notes.push(`${missing - unexplained} stored events are gone by the retention of ${site.retention}.`);
  }
  if (!spool.writable) problems.push(`The spool cannot be written, so events are answered with 503: ${spool.failure}`);
  if (disk.free_bytes < LITTLE_DISK) {
    problems.push(`The disk of the spool has ${mib(disk.free_bytes)} left; make room before it is full.`);
  }
  for (const { table, parts } of tables) {
    if (parts > MANY_PARTS)
      problems.push(`The table ${table} has ${parts} parts; ClickHouse does not come to merging them.`);
  }
  if (pending.frames > 0) {
    notes.push(
      `${pending.frames} frames (${mib(pending.bytes)}) of all sites are acknowledged and on their way into ClickHouse; what is in them is not counted yet.`,
    );
  }
  if (names.others > 0) {
    const some = names.examples.map((name) => JSON.stringify(name)).join(', ');
    notes.push(
      `All ${names.most} codes of event names are given away; ${names.others} names came later (${some}${names.others > names.examples.length ? ', …' : ''}), and their ${names.events} events are kept, but counted as "(other)" unless the map has a touchpoint for them. Give one to those that matter.`,
    );
  }
  if (strays.sites > 0) {
    notes.push(
      `${strays.sites} sites that sites.yaml no longer has are still in the tables, with ${strays.events} events: each is kept for the retention that it last had, without one for ever. \`desirepath serve\` names them when it starts; to let go of one, put it back with a retention.`,
    );
  }
  if (skew.corrected > 0) {
    notes.push(
      `${skew.corrected} events came from clocks that were wrong by more than a minute, at most by ${Math.round(skew.worst_ms / 1000)} s; their time was corrected.`,
    );
  }
  return { problems, notes };
}

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
