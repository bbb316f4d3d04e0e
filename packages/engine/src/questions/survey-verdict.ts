import { wilsonInterval } from '../statistics/wilson-interval.ts';
import type { Row } from './question.ts';
import { num } from './row-values.ts';

/** 97.5 % quantile of the normal distribution. */
const Z = 1.96;

/**
 * Answers that count beside the given ones for the interval of the points: a quarter of them each way, half in between. Few answers,
 * or such as are all alike, would otherwise look certain (adjusted Wald interval; Rocks 2016).
 */
const BESIDE = 3;

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
  const [all, middle] = [size + BESIDE, (points * size) / (size + BESIDE)];
  const either = ((promoters + detractors) * size + BESIDE / 2) / all;
  const spread = Z * Math.sqrt(Math.max(0, either - middle * middle) / all);
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
            interval: [percent(Math.min(points, middle - spread)), percent(Math.max(points, middle + spread))] as [
              number,
              number,
            ],
          },
  };
}

function total(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + num(row, 'count'), 0);
}
