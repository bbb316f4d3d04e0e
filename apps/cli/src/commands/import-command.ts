import { Command, Option } from 'commander';
import { importFormat, requireColumns } from '../import/import-format.ts';
import { importRows } from '../import/import-rows.ts';
import { readRows } from '../import/read-rows.ts';
import { alreadySaid } from '../shell/cli-error.ts';
import { counted } from '../shell/counted.ts';
import { countText, createProgress } from '../shell/progress.ts';
import { openTarget } from '../target/open-target.ts';
import { outputOf, type Shell, type SiteOptions, withSite } from './options.ts';
import { plan } from './plan.ts';

interface ImportOptions extends SiteOptions {
  format: string;
  mapping?: string;
}

/** `desirepath import FILE`: reads an event table into a site, each row once however often it is imported. */
export function importCommand(shell: Shell): Command {
  return withSite(new Command('import'))
    .description('import a table of events; importing it again changes nothing')
    .argument('<file>', 'a CSV file, plain or gzip')
    .addOption(
      new Option('--format <name>', 'ga360-hits, snowplow-enriched, or csv with a mapping').makeOptionMandatory(),
    )
    .addOption(new Option('--mapping <file>', 'which column is which field, for --format csv'))
    .action(async (file: string, options: ImportOptions) => {
      const output = outputOf(shell, options);
      const format = importFormat(options.format, options.mapping);
      const reader = await readRows(file);
      requireColumns(file, reader.columns, format);
      const target = await openTarget(options, output);
      const started = performance.now();
      const progress = createProgress(shell.streams.stderr, 'Importing', 'rows');
      try {
        const report = await importRows(reader.rows, format, target, `import/${options.format}`, (rows) => {
          // The file's length in rows is not known before its end; its bytes are.
          const share = reader.bytesRead() / Math.max(1, reader.size);
          progress.update(rows, share > 0 ? rows / share : undefined);
        });
        progress.end();
        const sessions = await target.ask(plan({ plan: 'sessions' }));
        const stages = await target.ask(plan({ plan: 'stages' }));
        const seconds = (performance.now() - started) / 1000;
        const totals = {
          visitors: sessions.plan === 'sessions' ? sessions.visitors : 0,
          sessions: sessions.plan === 'sessions' ? sessions.sessions : 0,
          journeys: stages.plan === 'stages' ? stages.journeys : 0,
        };
        const { received, stored, rejected, duplicates } = report;
        const others = report.bots + report.limited;
        output.result(
          {
            file,
            format: options.format,
            site: target.site,
            ...report,
            ...totals,
            seconds: Math.round(seconds * 10) / 10,
          },
          [
            `${file}: ${countText(received)} received = ${countText(stored)} stored + ${countText(rejected)} rejected + ${countText(duplicates)} duplicates${others > 0 ? ` + ${countText(others)} bots or limited` : ''}, in ${seconds.toFixed(1)} s.`,
            ...report.reasons.map((r) => `  rejected ${countText(r.count)}: ${r.reason} (first: row ${r.first_row})`),
            `Site ${target.site} now has ${counted(totals.visitors, 'visitor')}, ${counted(totals.sessions, 'session')} and ${counted(totals.journeys, 'journey')}.`,
          ].join('\n'),
        );
        if (received > 0 && rejected === received) throw alreadySaid();
      } finally {
        progress.end();
        await target.close();
      }
    });
}
