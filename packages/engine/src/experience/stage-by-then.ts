/** SQL over `at`, `start_ms` and `stage_first`: number of the furthest stage that a journey had reached at a moment; 0 for none. */
export const STAGE_BY_THEN =
  'arrayMax(arrayMap((first, no) -> if(first >= 0 AND first <= at - start_ms, no, 0), stage_first, arrayEnumerate(stage_first)))';
