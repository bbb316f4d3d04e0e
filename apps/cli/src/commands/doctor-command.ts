import { type Checkup, checkupSchema } from '@desirepath/collector';
import { VERDICTS } from '@desirepath/schema';
import { Command } from 'commander';
import { alreadySaid } from '../shell/cli-error.ts';
import { counted } from '../shell/counted.ts';
import { countText } from '../shell/progress.ts';
import { refusal } from '../target/import-request.ts';
import { openTarget } from '../target/open-target.ts';
import { outputOf, type Shell, type SiteOptions, withSite } from './options.ts';

/** `desirepath doctor`: where every received event is; exit code 1 when something is wrong. */
export function doctorCommand(shell: Shell): Command {
  return withSite(new Command('doctor'))
    .description('account for every received event, and say what is wrong')
    .action(async (options: SiteOptions) => {
      const output = outputOf(shell, options);
      const target = await openTarget(options, output, { existing: true });
      try {
        const response = await target.call('/v1/doctor');
        if (!response.ok) throw await refusal(response);
        const checkup = checkupSchema.parse(await response.json());
        output.result(checkup, checkupText(checkup));
        if (checkup.problems.length > 0) throw alreadySaid();
      } finally {
        await target.close();
      }
    });
}

/** What is on its way: the oldest of it, and the batch that is being inserted with what holds it up. */
function pendingText({ oldest, batch }: Checkup['pending']): string[] {
  const age = (ms: number) => `${countText(Math.max(0, Math.round(ms / 1000)))} s old`;
  const lines: string[] = [];
  if (oldest !== null) lines.push(`  oldest    frame ${oldest.id}, ${age(oldest.age_ms)}`);
  if (batch !== null) {
    const why = batch.last_error === '' ? '' : `: ${batch.last_error.replace(/\s+/g, ' ').trim()}`;
    lines.push(
      `  batch     ${batch.id}, ${counted(batch.frames, 'frame')}, ${counted(batch.events, 'event')}, ${age(batch.age_ms)}, tried ${counted(batch.tries, 'time')}${why}`,
    );
  }
  return lines;
}

function checkupText(found: Checkup): string {
  const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  const { pending, spool, disk, verdicts, events, versions } = found;
  const sum = VERDICTS.map((verdict) => `${countText(verdicts[verdict])} ${verdict}`).join(' + ');
  const orders = Object.entries(found.orders).map(([trust, n]) => `${countText(n)} ${trust}`);
  return [
    `Site ${found.site}: ${countText(found.received)} received = ${sum}.`,
    `  events    ${countText(events.rows)} in the table, ${countText(events.erased)} erased on demand`,
    ...found.rejects.map(
      (one) => `  refused   ${countText(one.events)} ${one.reason}${one.example === '' ? '' : `: ${one.example}`}`,
    ),
    ...(orders.length === 0 ? [] : [`  orders    ${orders.join(', ')}`]),
    `  pending   ${counted(pending.frames, 'frame')}, ${mib(pending.bytes)}; spool ${mib(spool.bytes)} in ${counted(spool.segments, 'file')}`,
    ...pendingText(pending),
    `  disk      ${mib(disk.free_bytes)} of ${mib(disk.total_bytes)} free`,
    ...found.tables.map(
      (one) =>
        `  table     ${one.table}: ${counted(one.rows, 'row')}, ${counted(one.parts, 'part')}, ${mib(one.bytes)}`,
    ),
    `  versions  Node.js ${versions.node}, ClickHouse ${versions.clickhouse}`,
    ...found.notes.map((note) => `Note: ${note}`),
    ...(found.problems.length === 0 ? ['Every received event is accounted for.'] : found.problems),
  ].join('\n');
}
