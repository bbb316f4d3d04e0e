import type { CompiledMap } from '../map/compiled-map.ts';
import type { Params } from '../questions/params.ts';

/** SQL of the number of a code's stage, 0 for a touchpoint that the map does not have. */
export function stageOfCode(map: Pick<CompiledMap, 'touchpoints'>, code: string, params: Params): string {
  const codes = params.add(
    'stage_codes',
    'Array(UInt8)',
    map.touchpoints.map((touchpoint) => touchpoint.code),
  );
  const stages = params.add(
    'stage_numbers',
    'Array(UInt8)',
    map.touchpoints.map((touchpoint) => touchpoint.stage),
  );
  return `transform(${code}, ${codes}, ${stages}, toUInt8(0))`;
}
