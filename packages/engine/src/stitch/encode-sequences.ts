import type { SiteContext } from '../context.ts';
import { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';
import { codeExpression } from './code-expression.ts';
import type { MoreColumns } from './encode-journeys.ts';
import { personTouchpoints } from './person-touchpoints.ts';
import { type Scope, scopeText } from './scope.ts';
import { sequenceBytes } from './sequence-bytes.ts';
import { visitorHistory } from './visitor-history.ts';

const SEQUENCE: MoreColumns = { events: {}, columns: (of) => [`${sequenceBytes(of('code'))} AS s`] };

/**
 * A SELECT that makes of events no more than what can be read off the touchpoints of each journey: `person_id`, `number` and the columns
 * asked for, as `encodeJourneys` would make them. Less is carried along of each event, and the text is a third as long.
 *
 * @param more by default `s` alone
 */
export function encodeSequences(
  context: SiteContext,
  scope: Scope,
  more: (params: Params) => MoreColumns = () => SEQUENCE,
): Sql {
  const params = new Params('j_');
  const { visitors, persons } = scopeText(scope, context, params);
  const site = params.add('site', 'String', context.site);
  const { events, columns } = more(params);
  const history = visitorHistory(
    { code: params.include(codeExpression(context)), order_id: 'order_id', ...events },
    `site = ${site} AND ${visitors}`,
  );
  const { text, of } = personTouchpoints(context, history, persons, params, { columns: Object.keys(events) });
  return params.sql(`
SELECT person_id, number, ${columns((name) => of('j', name)).join(', ')}
FROM (
  SELECT person_id, arraySplit((x, cut) -> cut, touchpoints, cuts) AS journeys
  FROM (${text})
)
ARRAY JOIN journeys AS j, arrayEnumerate(journeys) AS number`);
}
