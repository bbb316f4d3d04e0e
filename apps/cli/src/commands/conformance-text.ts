import type { ConformanceAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { andMore } from './and-more.ts';
import { amountText } from './money-text.ts';
import { percent } from './percent.ts';

/** Most variants that are told. */
const MOST = 10;

/** How far the journeys taken are the designed ones, for people. */
export function conformanceText(answer: ConformanceAnswer): string {
  const { fitness } = answer;
  const shown = answer.list.slice(0, MOST);
  return [
    `${countText(answer.journeys)} journeys (${countText(answer.open)} still open) of ${countText(answer.variants)} variants; fitness ${fitness.average?.toFixed(3) ?? '-'} on average, ${fitness.log?.toFixed(3) ?? '-'} of all together; ${countText(fitness.designed)} without any deviation.`,
    table(
      ['Deviation', 'journeys', 'share', 'conversion', 'without it', 'value'],
      answer.deviations.map((deviation) => [
        `${deviation.kind.replaceAll('_', ' ')}: ${deviation.touchpoint}`,
        countText(deviation.journeys),
        percent(deviation.share),
        percent(deviation.conversion),
        percent(deviation.conversion_without),
        amountText(deviation.value),
      ]),
    ),
    '',
    table(
      ['Desire path', 'journeys', 'share', 'conversion', 'designed', 'lift', 'gain'],
      answer.desire_paths.map((path) => [
        path.touchpoints.join(' > '),
        countText(path.journeys),
        percent(path.share),
        percent(path.conversion),
        percent(path.against.conversion),
        path.lift?.toFixed(2) ?? '-',
        path.gain?.toFixed(2) ?? '-',
      ]),
    ),
    '',
    table(
      ['Variant', 'journeys', 'share', 'conversion', 'cost', 'fitness'],
      shown.map((variant) => [
        `${variant.touchpoints.join(' > ') || '(none)'}${variant.open ? ' …' : ''}`,
        countText(variant.journeys),
        percent(variant.share),
        percent(variant.conversion),
        countText(variant.cost),
        variant.fitness.toFixed(3),
      ]),
    ),
    ...(shown.some(({ open }) => open) ? ['… still open'] : []),
    ...andMore(answer.list.length, shown.length, 'variants'),
    ...answer.caveats,
  ].join('\n');
}
