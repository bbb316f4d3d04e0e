import type { FunnelAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { percent } from './percent.ts';
import { between, duration } from './stage-table.ts';

function stepTable(steps: FunnelAnswer['steps']): string {
  return table(
    ['Step', 'count', 'of first', 'of previous', '95 %', 'dropped', 'median time'],
    steps.map((step, i) => [
      `${i + 1} ${step.step.join(' or ')}`,
      countText(step.count),
      percent(step.share_of_first),
      percent(step.share_of_previous),
      between(step.interval),
      countText(step.dropped),
      duration(step.median_ms),
    ]),
  );
}

function timingText(time: NonNullable<FunnelAnswer['time_to_convert']>): string {
  return [
    `From the first step to the last: ${countText(time.converted)} converted, median ${duration(time.median_ms)}, 90th percentile ${duration(time.p90_ms)};`,
    `with the ${countText(time.open)} still on their way allowed for, ${percent(time.share)} (${between(time.interval)}) will, median ${duration(time.aware_median_ms)}, 90th percentile ${duration(time.aware_p90_ms)}.`,
  ].join(' ');
}

function trendTable(trend: FunnelAnswer['trend'], numbers: string[]): string {
  return table(
    ['From', ...numbers],
    trend.map(({ from, counts }) => [from, ...counts.map(countText)]),
  );
}

/** The steps, as a whole and by segment, and what was asked for with `timing`, `trend` and `show`. */
export function funnelText(answer: FunnelAnswer): string {
  const numbers = answer.steps.map((_, i) => `step ${i + 1}`);
  return [
    stepTable(answer.steps),
    ...answer.segments.flatMap(({ segment, steps, time_to_convert, trend }) => [
      `\n${segment || '(unknown)'}\n${stepTable(steps)}`,
      ...(time_to_convert === undefined ? [] : [timingText(time_to_convert)]),
      ...(trend === undefined ? [] : [trendTable(trend, numbers)]),
    ]),
    ...(answer.time_to_convert === null ? [] : [`\n${timingText(answer.time_to_convert)}`]),
    ...(answer.trend.length === 0 ? [] : [`\n${trendTable(answer.trend, numbers)}`]),
    ...(answer.persons.length === 0
      ? []
      : [
          `\n${table(
            ['Person', 'no.', 'segment', ...numbers],
            answer.persons.map((one) => [
              one.person,
              one.journey === null ? '-' : String(one.journey),
              one.segment || '-',
              ...one.steps.map((moment) => moment ?? '-'),
            ]),
          )}`,
          `${countText(answer.persons.length)} of ${countText(answer.total)}${answer.next === null ? '' : `; next: ${answer.next}`}.`,
        ]),
  ].join('\n');
}
