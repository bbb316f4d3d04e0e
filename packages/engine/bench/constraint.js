// How good the constraint is, by simulation: node packages/engine/bench/constraint.js [--trials N] [--json]
// Needs the build (dist). Fixed seeds: the same figures every time.
import { calibrate } from '../dist/constraint/calibration/calibrate.js';

const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const trials = argument('trials', 600);
const seed = argument('seed', 1);
const sizes = process.argv.includes('--large') ? [20_000, 100_000, 1_000_000] : [20_000, 100_000];
const results = sizes.map((entrants) => ({
  entrants,
  ...calibrate({ trials, entrants: [entrants], draws: 2000, seed }),
}));

if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ trials, seed, results })}\n`);
} else {
  const percent = (x) => `${(100 * x).toFixed(1)} %`;
  const rate = ({ right, trials: all }) => (all === 0 ? 'none' : `${percent(right / all)} of ${all}`);
  for (const result of results) {
    process.stdout.write(
      `${[
        `${result.entrants} entrants, ${trials} trials, seed ${seed}`,
        `  top-1, second best at most 0.7   ${rate(result.topOne)}`,
        ...Object.entries(result.naive).map(([rule, right]) => `    by ${rule.padEnd(28)} ${rate(right)}`),
        `  top-1 where it says 80 % or more ${rate(result.sure)}`,
        `  named where 5 % or more is lost  ${rate(result.named)}`,
        `  named although nothing is broken ${rate(result.falseAlarms)}`,
        `  true gain in the 90 % interval   ${rate(result.covered)}`,
        `  calibration error ${result.calibrationError.toFixed(3)}, mean regret ${result.meanRegret.toFixed(3)}`,
        '  said        observed    trials',
        ...result.reliability
          .filter((group) => group.trials > 0)
          .map(
            (group) => `  ${percent(group.said).padEnd(10)}  ${percent(group.observed).padEnd(10)}  ${group.trials}`,
          ),
      ].join('\n')}\n\n`,
    );
  }
}
