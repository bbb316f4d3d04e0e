import type { StagesPlan } from '@desirepath/schema';
import type { CompiledTouchpoint } from '../map/compiled-map.ts';
import { filterText, spanText } from '../questions/filter.ts';
import type { Params } from '../questions/params.ts';
import type { Span } from '../questions/period.ts';
import type { QuestionContext } from '../questions/question.ts';
import { stageOfCode } from '../stitch/stage-of-code.ts';

/** From this many returns to a stage on, going back is trouble and no second thought. */
const RETURNS = 2;

/**
 * SQL of the journeys asked about that went back to a stage from a later one twice or more, with each such `stage`. A page view that
 * no rule tells apart is passed over: pages are seen in every stage, so whoever goes on by them does not go back.
 */
export function backAndForth(
  plan: Pick<StagesPlan, 'filter'>,
  { journeys, map }: QuestionContext,
  span: Span,
  segment: string,
  params: Params,
): string {
  const told = map.touchpoints.map((touchpoint) => (isAnyPage(touchpoint) ? { ...touchpoint, stage: 0 } : touchpoint));
  return `
  SELECT segment, person_id, number, arrayJoin(arrayDistinct(arrayFilter(k -> countEqual(back, k) >= ${RETURNS}, back))) AS stage
  FROM (
    SELECT ${segment} AS segment, person_id, number,
      arrayFilter(k -> k > 0, arrayMap(c -> ${stageOfCode({ touchpoints: told }, 'c', params)}, reinterpret(s, 'Array(UInt8)'))) AS walk,
      arrayFilter((k, before) -> before > k, walk, arrayPushFront(arrayPopBack(walk), toUInt8(0))) AS back
    FROM (${params.include(journeys)})
    WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)} AND has(stage_looped, 1)
  )`;
}

const isAnyPage = ({ events, where }: CompiledTouchpoint): boolean =>
  where.length === 0 && events.includes('page_view');
