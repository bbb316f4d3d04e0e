import type { SiteContext } from '../context.ts';
import type { Params } from '../questions/params.ts';

/** A condition on rows of `dirty`: they are about this map, or about every one. */
export const ofMap = ({ site, map }: SiteContext, params: Params): string =>
  `site = ${params.add('site', 'String', site)} AND map_version IN ('', ${params.add('map_version', 'String', map.version)})`;

/** A SELECT of the frames that are out of date for a map: a row of the map's own decides, else that for every map does. */
export function dirtyFrames(context: SiteContext, params: Params): string {
  return `SELECT frame FROM dirty FINAL
WHERE ${ofMap(context, params)}
GROUP BY frame HAVING argMax(done, map_version) = 0`;
}

/**
 * A SELECT of these frames, in the order of their names, with something of whom each touched. What is done stays in the table for a
 * day, so whom a frame touched is read of those alone that are not.
 *
 * @param columns aggregates over the rows of a frame
 */
export function dirtyVisitors(context: SiteContext, params: Params, columns: string): string {
  return `SELECT frame, ${columns} FROM dirty
WHERE ${ofMap(context, params)} AND frame IN (${dirtyFrames(context, params)})
GROUP BY frame ORDER BY frame`;
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
