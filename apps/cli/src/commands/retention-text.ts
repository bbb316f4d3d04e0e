import type { RetentionAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { andMore } from './and-more.ts';

/** Most columns that a terminal shows. */
const MOST = 12;

/** One line a cohort: the share that returned in each week or month after it. */
export function retentionText(answer: RetentionAnswer): string {
  const all = Math.max(0, ...answer.cohorts.map(({ returned }) => returned.length));
  const most = Math.min(MOST, all);
  const rows = table(
    ['From', 'persons', ...Array.from({ length: most }, (_, after) => `+${after}`)],
    answer.cohorts.map(({ from, persons, returned }) => [
      from,
      countText(persons),
      ...Array.from({ length: most }, (_, after) => {
        const one = returned[after];
        return one === undefined ? '' : `${(one.share * 100).toFixed(1)} %${one.whole ? '' : '*'}`;
      }),
    ]),
  );
  const begun = answer.cohorts.some(({ returned }) => returned.slice(0, most).some(({ whole }) => !whole));
  return [rows, ...(begun ? ['* not over yet'] : []), ...andMore(all, most, 'columns')].join('\n');
}
