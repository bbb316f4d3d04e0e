/**
 * Texts of the columns `stage_first`, `stage_advanced` and `stage_looped` over the arrays `stages` (numbers, 0 for none)
 * and `times` (ms) of a journey's touchpoints.
 *
 * The stages are written out one by one: a lambda over them would copy the whole journey once for each.
 *
 * @param count how many stages the map has
 */
export function stageTimes(count: number): { stageFirst: string; stageAdvanced: string; stageLooped: string } {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const first = (stage: number) => `(indexOf(stages, ${stage}) AS stage_first_${stage})`;
  const advanced = (stage: number) =>
    stage === count
      ? `(toUInt32(0) AS stage_advanced_${stage})`
      : `(arrayFirstIndex((g, i) -> g > ${stage} AND stage_first_${stage} > 0 AND i > stage_first_${stage}, stages, arrayEnumerate(stages)) AS stage_advanced_${stage})`;
  const after = (index: string) => `if(${index} = 0, toInt64(-1), times[${index}] - times[1])`;
  const looped = (stage: number) =>
    `toUInt8(stage_advanced_${stage} > 0 AND arrayLastIndex(g -> g = ${stage}, stages) > stage_advanced_${stage})`;
  return {
    stageFirst: `[${numbers.map((stage) => after(first(stage))).join(', ')}]`,
    stageAdvanced: `[${numbers.map((stage) => after(advanced(stage))).join(', ')}]`,
    stageLooped: `[${numbers.map(looped).join(', ')}]`,
  };
}
