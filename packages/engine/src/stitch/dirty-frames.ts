import type { SiteContext } from '../context.ts';
import type { Params } from '../questions/params.ts';

/**
 * A SELECT of the frames that are out of date for a map: a row of the map's own decides, else that for every map does.
 *
 * @param columns what else of each frame is wanted, as aggregates over its rows
 */
export function dirtyFrames({ site, map }: SiteContext, params: Params, columns = ''): string {
  return `SELECT frame${columns} FROM dirty FINAL
WHERE site = ${params.add('site', 'String', site)} AND map_version IN ('', ${params.add('map_version', 'String', map.version)})
GROUP BY frame HAVING argMax(done, map_version) = 0`;
}

/** Most frames of one parameter: a server takes no field of a form beyond 128 KiB. */
const A_PARAMETER = 1000;

/** A condition on `frame`: that it is one of these. */
export function isFrame(frames: readonly string[], params: Params): string {
  const some = Array.from({ length: Math.max(1, Math.ceil(frames.length / A_PARAMETER)) }, (_, i) => {
    const part = frames.slice(i * A_PARAMETER, (i + 1) * A_PARAMETER);
    return `frame IN ${params.add(`frames_${i}`, 'Array(String)', part)}`;
  });
  return some.length === 1 ? some.join('') : `(${some.join(' OR ')})`;
}
