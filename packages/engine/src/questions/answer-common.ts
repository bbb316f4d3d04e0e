import type { Span } from './period.ts';
import type { QuestionContext } from './question.ts';

/** What every answer says about itself. */
export interface AnswerCommon {
  site: string;
  period: { from: string | null; to: string | null };
  map_version: string;
  complete: boolean;
  left_out: { what: string; count: number }[];
}

const moment = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/**
 * The fields that all answers share; `complete` follows from what was left out.
 * @param leftOut what a limit cut away, and how many of it; entries of zero are dropped
 */
export function answerCommon(
  context: Pick<QuestionContext, 'site' | 'map'>,
  span: Span,
  leftOut: readonly { what: string; count: number }[] = [],
): AnswerCommon {
  const left = leftOut.filter((entry) => entry.count > 0);
  return {
    site: context.site,
    period: { from: moment(span.from), to: moment(span.to) },
    map_version: context.map.version,
    complete: left.length === 0,
    left_out: left,
  };
}
