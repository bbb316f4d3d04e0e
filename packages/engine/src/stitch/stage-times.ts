/** Texts that make the stage columns of a journey, each a list of columns to select, the later ones over the earlier. */
export interface StageTimes {
  /** Over `stages` (numbers of the touchpoints' stages, 0 for none): `firsts`, the place of each stage's first touchpoint. */
  firsts: string;
  /** Over that as well: `advances`, the place of the first touchpoint of any later stage after it. */
  advances: string;
  /** Over both and `times` (ms): `stage_first`, `stage_advanced`, `stage_looped` and `goal_at`. */
  columns: string;
}

/**
 * The stage columns. They are three lists, because an expression that is used again is analysed again, and lambdas over
 * the stages rather than one expression for each: analysing those takes longer than making a thousand journeys.
 *
 * @param count how many stages the map has
 * @param goal number of the goal's stage
 */
export function stageTimes(count: number, goal: number): StageTimes {
  const numbers = `range(toUInt8(1), toUInt8(${count + 1}))`;
  const since = 'if(place = 0, toInt64(-1), times[place] - times[1])';
  return {
    firsts: `arrayMap(k -> indexOf(stages, k), ${numbers}) AS firsts`,
    advances: `arrayMap((k, place) -> if(place = 0, 0, arrayFirstIndex((g, i) -> g > k AND i > place, stages, arrayEnumerate(stages))), ${numbers}, firsts) AS advances`,
    columns: `arrayMap(place -> ${since}, firsts) AS stage_first,
  arrayMap(place -> ${since}, advances) AS stage_advanced,
  arrayMap((k, place) -> toUInt8(place > 0 AND arrayLastIndex(g -> g = k, stages) > place), ${numbers}, advances) AS stage_looped,
  stage_first[${goal}] AS goal_at`,
  };
}
