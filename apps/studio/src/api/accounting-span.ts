import { problem } from '@desirepath/schema';
import { type AccountingSpan, BUCKET_MS } from './accounting-answer.ts';
import { ProblemError } from './problem-error.ts';

/** Most buckets of one answer: a day of minutes, two months of hours. */
const MAX_BUCKETS = 1_500;

/**
 * Resolves what a call asks for: by default the last 60 minutes, or the last 24 hours, the present one included.
 * @param now ms since 1970 UTC
 * @throws ProblemError when the span is empty or has too many buckets
 */
export function accountingSpan(
  query: { by: 'minute' | 'hour'; from?: string | undefined; to?: string | undefined },
  now: number,
): AccountingSpan {
  const size = BUCKET_MS[query.by];
  const to = Math.ceil((query.to === undefined ? now + 1 : Date.parse(query.to)) / size) * size;
  const usual = query.by === 'minute' ? 60 : 24;
  const from = query.from === undefined ? to - usual * size : Math.floor(Date.parse(query.from) / size) * size;
  const buckets = (to - from) / size;
  if (buckets >= 1 && buckets <= MAX_BUCKETS && from >= 0) return { by: query.by, from, to };
  throw new ProblemError(
    problem(
      'bad_span',
      400,
      'Bad span',
      `The span has ${buckets} buckets of one ${query.by}; ask for 1 to ${MAX_BUCKETS}, ${query.by === 'minute' ? 'or by=hour' : 'in several calls'}.`,
      { field: 'from', value: query.from ?? query.to ?? '' },
    ),
  );
}
