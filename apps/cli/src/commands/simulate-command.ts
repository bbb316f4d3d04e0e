import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { wrongCall } from '../shell/cli-error.ts';
import { countText, createProgress } from '../shell/progress.ts';
import { importBatches } from '../simulation/batches.ts';
import { FILL_BATCH, fill } from '../simulation/fill.ts';
import { plantedDegradation, type SimulationOptions, simulate } from '../simulation/simulate.ts';
import { visitEnvelope } from '../simulation/visit.ts';
import { openTarget } from '../target/open-target.ts';
import { outputOf, type Shell, type SiteOptions, wholeOption, withSite } from './options.ts';

const DAY_MS = 86_400_000;

interface SimulateOptions extends SiteOptions {
  seed: number;
  shoppers: number;
  days: number;
  until?: number;
  degradation: boolean;
  fill: boolean;
}

function momentOption(text: string): number {
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) throw new InvalidArgumentError('Write it like 2025-06-01T00:00:00Z.');
  return moment;
}

/** `desirepath simulate`: a shop's shoppers, the same for the same seed. */
export function simulateCommand(shell: Shell): Command {
  return withSite(new Command('simulate'))
    .description('simulate shoppers: print their envelopes, one JSON object a line, or fill a site with them')
    .addOption(new Option('--seed <number>', 'the same seed gives the same shoppers').argParser(wholeOption).default(1))
    .addOption(new Option('--shoppers <number>', 'people that come').argParser(wholeOption).default(22_000))
    .addOption(new Option('--days <number>', 'days that they come over').argParser(wholeOption).default(30))
    .addOption(new Option('--until <moment>', 'end of the last day, ISO 8601; by default now').argParser(momentOption))
    .addOption(new Option('--no-degradation', 'let every step work as usual in the last week too'))
    .addOption(new Option('--fill', 'fill the data folder, or the server of --url, instead of printing').default(false))
    .action(async (options: SimulateOptions) => {
      const to = options.until ?? shell.now();
      if (options.days < 1) throw wrongCall('A simulation needs at least one day: raise --days.');
      const simulation: SimulationOptions = {
        seed: options.seed,
        from: to - options.days * DAY_MS,
        to,
        shoppers: options.shoppers,
        degradation: options.degradation ? plantedDegradation(to) : null,
      };
      if (options.fill || options.url !== undefined) await fillSite(shell, options, simulation);
      else if (options.json)
        throw wrongCall('Simulated envelopes are one JSON object a line already: leave --json out, or add --fill.');
      else await print(shell, simulation);
    });
}

async function print(shell: Shell, simulation: SimulationOptions): Promise<void> {
  const { stdout } = shell.streams;
  for (const visit of simulate(simulation)) {
    const more = stdout.write(`${JSON.stringify(visitEnvelope(visit, ''))}\n`);
    // A slow reader must not make this process hold what it has not read yet.
    if (more === false && 'once' in stdout) await once(stdout as NodeJS.WriteStream, 'drain');
  }
}

async function fillSite(shell: Shell, options: SimulateOptions, simulation: SimulationOptions): Promise<void> {
  const output = outputOf(shell, options);
  const target = await openTarget(options, output);
  const progress = createProgress(shell.streams.stderr, 'Simulating', 'events', simulation.shoppers * 7);
  try {
    const batches = importBatches(simulate(simulation), FILL_BATCH);
    const sent = await fill(
      batches,
      (envelope) => target.import(envelope),
      (events) => progress.update(events),
    );
    const counts = await target.accounting(sent);
    progress.end();
    output.result(
      { site: target.site, seed: options.seed, shoppers: options.shoppers, received: sent, ...counts },
      `Site ${target.site}: ${countText(sent)} events of ${countText(options.shoppers)} shoppers = ${countText(counts.stored)} stored + ${countText(counts.rejected)} rejected + ${countText(counts.duplicate)} duplicates.`,
    );
  } finally {
    progress.end();
    await target.close();
  }
}
