// How good the constraint is, by simulation: pnpm bench constraint [--trials N] [--sizes A,B] [--draws N] [--seed N] [--keep FOLDER]
// Fixed seeds: the same figures every time. Prints a table and keeps each size with what it was run with as JSON beside this file
// (constraint.json): a size that is not run stays as it is.
// --keep writes each trial to a file as it is done, and takes up there after an interruption.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { calibrate } from '../dist/constraint/calibration/calibrate.js';
import { judgeTrial } from '../dist/constraint/calibration/judge-trial.js';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '2000' },
    sizes: { type: 'string', default: '20000,100000,1000000' },
    history: { type: 'string', default: '8' },
    draws: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
const trials = Number(values.trials);
const common = { historyPeriods: Number(values.history), draws: Number(values.draws), seed: Number(values.seed) };
if (values.keep !== undefined) mkdirSync(values.keep, { recursive: true });

const results = values.sizes.split(',').map((size) => {
  const options = { entrants: Number(size), ...common };
  const file = values.keep === undefined ? undefined : join(values.keep, `${size}.jsonl`);
  const done = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  const judged = done.slice(0, trials).map((line) => JSON.parse(line));
  while (judged.length < trials) {
    const trial = judgeTrial(judged.length, options);
    judged.push(trial);
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(trial)}\n`);
    if (process.stderr.isTTY) process.stderr.write(`\r${size} entrants: ${judged.length} of ${trials} `);
  }
  if (process.stderr.isTTY) process.stderr.write('\r');
  return {
    entrants: options.entrants,
    trials,
    ...common,
    date: new Date().toISOString().slice(0, 10),
    ...calibrate(judged),
  };
});

const percent = (x) => `${(100 * x).toFixed(1)} %`;
const rate = ({ right, trials: all }) => (all === 0 ? 'none' : `${percent(right / all)} of ${all}`);
for (const result of results) {
  process.stdout.write(
    `${[
      `${result.entrants} entrants, ${trials} trials, ${common.historyPeriods} periods of history, ${common.draws} draws, seed ${common.seed}`,
      `  top-1                                 ${rate(result.topOne)}`,
      `  top-1, second best at most 0.7        ${rate(result.topOneClear)}`,
      ...Object.entries(result.naive).map(([rule, right]) => `    by ${rule.padEnd(33)}  ${rate(right)}`),
      `    under a flood of bots               ${rate(result.topOneFlooded)}`,
      `    under a campaign of the less eager  ${rate(result.topOneCampaign)}`,
      `    with a reversal (Simpson)           ${rate(result.topOneReversal)}`,
      `  right where it says 80 % or more      ${rate(result.sure)}`,
      `  named where 5 % or more is lost       ${rate(result.named)}`,
      `  named although nothing is broken      ${rate(result.falseAlarms)}`,
      `    under a flood of bots               ${rate(result.falseAlarmsFlooded)}`,
      `  gain in its 90 % interval: named      ${rate(result.coveredNamed)}`,
      `    of the true constraint, seen or not ${rate(result.coveredTruth)}`,
      `    of all steps                        ${rate(result.coveredAll)}`,
      `  calibration error ${result.calibrationError.toFixed(3)}, mean regret ${result.meanRegret.toFixed(3)}`,
      '  said        observed    trials',
      ...result.reliability
        .filter((group) => group.trials > 0)
        .map((group) => `  ${percent(group.said).padEnd(10)}  ${percent(group.observed).padEnd(10)}  ${group.trials}`),
    ].join('\n')}\n\n`,
  );
}
const file = fileURLToPath(new URL('constraint.json', import.meta.url));
const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).results : [];
const all = [...kept.filter((one) => !results.some(({ entrants }) => entrants === one.entrants)), ...results];
all.sort((a, b) => a.entrants - b.entrants);
writeFileSync(file, `${JSON.stringify({ results: all }, null, 2)}\n`);
