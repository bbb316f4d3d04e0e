import type { SiteContext } from '../context.ts';
import { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';
import { encodeJourneys } from './encode-journeys.ts';
import { JOURNEY_COLUMNS } from './journey-columns.ts';
import { type Scope, scopeText } from './scope.ts';

/**
 * Whose stored journeys are out of date: nobody's, those of visitors known by name or by the frames that touched them,
 * or everyone's (nothing is stored for this map yet).
 */
export type Dirty = 'none' | 'all' | { visitors: readonly string[] } | { frames: readonly string[] };

/**
 * A SELECT with the columns of table `journeys` for this site and map, exact as of now: what is stored, but for the
 * persons that are out of date, whose journeys are made on the spot.
 */
export function journeysNow(context: SiteContext, dirty: Dirty): Sql {
  const scope = scopeOf(dirty);
  if (scope?.kind === 'all') return encodeJourneys(context, scope);
  const params = new Params('j_');
  const persons = scope === undefined ? '' : ` AND NOT (${scopeText(scope, context, params).persons})`;
  const stored = `SELECT ${JOURNEY_COLUMNS.join(', ')} FROM journeys FINAL
WHERE site = ${params.add('site', 'String', context.site)} AND map_version = ${params.add('map_version', 'String', context.map.version)} AND deleted = 0${persons}`;
  if (scope === undefined) return params.sql(stored);
  return params.sql(`${stored}\nUNION ALL\n${params.include(encodeJourneys(context, scope))}`);
}

function scopeOf(dirty: Dirty): Scope | undefined {
  if (dirty === 'none') return undefined;
  if (dirty === 'all') return { kind: 'all' };
  return 'visitors' in dirty ? { kind: 'visitors', ...dirty } : { kind: 'frames', ...dirty };
}
