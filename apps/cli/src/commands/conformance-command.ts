import { type LogConformance, logConformance } from '@desirepath/engine';
import { Command, Option } from 'commander';
import { loadModel } from '../conformance/load-model.ts';
import { readCases } from '../conformance/read-cases.ts';
import { readRows } from '../import/read-rows.ts';
import { counted } from '../shell/counted.ts';
import { countText, createProgress } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { outputOf, type Shell, wholeOption } from './options.ts';
import { percent } from './percent.ts';

interface ConformanceOptions {
  json: boolean;
  log: string;
  map: string;
  case?: string;
  activity?: string;
  time?: string;
  timeFormat: string;
  limit: number;
  cases: boolean;
}

function logText(result: LogConformance): string {
  const { fitness } = result;
  return [
    `${counted(result.cases, 'case')} of ${counted(result.variants, 'variant')}, ${counted(result.events, 'event')}; fitness ${fitness.average?.toFixed(4) ?? '-'} on average, ${fitness.log?.toFixed(4) ?? '-'} of the log; ${counted(fitness.designed, 'case')} as designed.`,
    table(
      ['Deviation', 'cases', 'share', 'moves'],
      result.deviations.map((deviation) => [
        `${deviation.kind.replaceAll('_', ' ')}: ${deviation.touchpoint}`,
        countText(deviation.cases),
        percent(deviation.share),
        countText(deviation.moves),
      ]),
    ),
    '',
    table(
      ['Step that the model does not have', 'cases', 'share'],
      result.desire_paths.map((path) => [path.touchpoints.join(' > '), countText(path.cases), percent(path.share)]),
    ),
    ...result.left_out.map(({ what, count }) => `Left out: ${countText(count)} ${what}.`),
  ].join('\n');
}

/** `desirepath conformance --log FILE --map FILE`: aligns any case log with a map or a process model. */
export function conformanceCommand(shell: Shell): Command {
  return new Command('conformance')
    .description('align a case log with a journey map or a process model, at least cost')
    .addOption(new Option('--log <file>', 'a CSV table of events, plain or gzip').makeOptionMandatory())
    .addOption(new Option('--map <file>', 'a journey map, or a process model with "flow"').makeOptionMandatory())
    .addOption(new Option('--case <column>', 'the column that tells cases apart'))
    .addOption(new Option('--activity <column>', 'the column of what was done'))
    .addOption(new Option('--time <column>', 'the column of when'))
    .addOption(new Option('--time-format <format>', 'iso, unix_s, unix_ms or YYYY-MM-DD HH:mm:ss').default('iso'))
    .addOption(new Option('--limit <count>', 'entries of each list').argParser(wholeOption).default(20))
    .addOption(new Option('--cases', 'tell the cost and fitness of every case').default(false))
    .addOption(new Option('--json', 'print one JSON object on stdout, and nothing else there').default(false))
    .action(async (options: ConformanceOptions) => {
      const output = outputOf(shell, options);
      const model = loadModel(options.map);
      const reader = await readRows(options.log);
      const progress = createProgress(shell.streams.stderr, 'Reading', 'rows');
      try {
        const { cases, leftOut } = await readCases(
          options.log,
          reader,
          { case: options.case, activity: options.activity, time: options.time },
          options.timeFormat,
          (rows) => {
            if (rows % 1000 !== 0) return;
            const share = reader.bytesRead() / Math.max(1, reader.size);
            progress.update(rows, share > 0 ? rows / share : undefined);
          },
        );
        progress.end();
        const measured = logConformance(model, cases, { limit: options.limit, byCase: options.cases });
        const result = {
          ...measured,
          complete: measured.complete && leftOut.length === 0,
          left_out: [...leftOut, ...measured.left_out],
        };
        const byCase = (result.by_case ?? []).map((own) => [own.case, String(own.cost), own.fitness.toFixed(4)]);
        output.result(
          { log: options.log, map: options.map, model: model.name, ...result },
          [logText(result), ...(byCase.length > 0 ? ['', table(['Case', 'cost', 'fitness'], byCase)] : [])].join('\n'),
        );
      } finally {
        progress.end();
      }
    });
}
