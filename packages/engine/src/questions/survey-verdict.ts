import { wilsonInterval } from '../statistics/wilson-interval.ts';
import type { Row } from './question.ts';
import { num } from './row-values.ts';

/** 97.5 % quantile of the normal distribution. */
const Z = 1.96;

/**
 * What answers come to; those without a score count as answers alone.
 * @param rows with `score` (negative: none) and `count`
 */
export function surveyVerdict(kind: string, rows: readonly Row[]) {
  const scored = rows.filter((row) => num(row, 'score') >= 0);
  const size = total(scored);
  const share = (matches: (score: number) => boolean) =>
    total(scored.filter((row) => matches(num(row, 'score')))) / size;
  const satisfied = share((score) => score >= 4);
  const [promoters, detractors] = [share((score) => score >= 9), share((score) => score <= 6)];
  const points = promoters - detractors;
  // An answer is worth 1, 0 or -1: the spread of their mean.
  const spread = Z * Math.sqrt(Math.max(0, promoters + detractors - points * points) / size);
  const percent = (value: number) => 100 * Math.max(-1, Math.min(1, value));
  return {
    answers: total(rows),
    mean: size === 0 ? null : scored.reduce((sum, row) => sum + num(row, 'score') * num(row, 'count'), 0) / size,
    satisfied: size === 0 || kind !== 'csat' ? null : { share: satisfied, interval: wilsonInterval(satisfied, size) },
    nps:
      size === 0 || kind !== 'nps'
        ? null
        : {
            points: percent(points),
            interval: [percent(points - spread), percent(points + spread)] as [number, number],
          },
  };
}

function total(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + num(row, 'count'), 0);
}
