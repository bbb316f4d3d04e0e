/** Texts that make the stage columns of a journey, each a list of columns to select, the later ones over the earlier. */
export interface StageTimes {
  /** Over `stages` (a byte for each touchpoint, the number of its stage, 0 for none): `firsts`, the place of each stage's first touchpoint. */
  firsts: string;
  /** Over that as well: `advances`, the place of the first touchpoint of any later stage after it. */
  advances: string;
  /** Over both and `times` (ms): `stage_first`, `stage_advanced`, `stage_looped` and `goal_at`. */
  columns: string;
}

/**
 * The stage columns. They are three lists, because an expression that is used again is analysed again, and lambdas over
 * the stages rather than one expression for each: analysing those takes longer than making a thousand journeys. Stages are
 * searched for as bytes, which is a third of the time that lambdas over the touchpoints take inside those over the stages.
 *
 * @param count how many stages the map has
 * @param goal number of the goal's stage
 */
export function stageTimes(count: number, goal: number): StageTimes {
  const numbers = `range(toUInt8(1), toUInt8(${count + 1}))`;
  const since = 'if(place = 0, toInt64(-1), times[place] - times[1])';
  const next = (stage: string): string => `position(stages, char(${stage}), place + 1)`;
  // Less one, as 0 for "not there" is then more than any place; with one stage more than there are, so that none is without a later one.
  const later = `toUInt32(arrayMin(later -> toUInt32(${next('later')} - 1), range(toUInt8(k + 1), toUInt8(${count + 2}))) + 1)`;
  return {
    firsts: `arrayMap(k -> position(stages, char(k)), ${numbers}) AS firsts`,
    advances: `arrayMap((k, place) -> if(place = 0, toUInt32(0), ${later}), ${numbers}, firsts) AS advances`,
    columns: `arrayMap(place -> ${since}, firsts) AS stage_first,
  arrayMap(place -> ${since}, advances) AS stage_advanced,
  arrayMap((k, place) -> toUInt8(place > 0 AND ${next('k')} > 0), ${numbers}, advances) AS stage_looped,
  stage_first[${goal}] AS goal_at`,
  };
}
