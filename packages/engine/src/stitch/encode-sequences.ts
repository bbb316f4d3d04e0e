import type { SiteContext } from '../context.ts';
import { Params } from '../questions/params.ts';
import type { Sql } from '../sql.ts';
import { codeExpression } from './code-expression.ts';
import { personTouchpoints } from './person-touchpoints.ts';
import { type Scope, scopeText } from './scope.ts';
import { sequenceBytes } from './sequence-bytes.ts';
import { visitorHistory } from './visitor-history.ts';

/**
 * A SELECT that makes of events no more than the sequences of journeys: `person_id`, `number` and `s`, as
 * `encodeJourneys` would make them; less is carried along of each event, so less memory is held.
 */
export function encodeSequences(context: SiteContext, scope: Scope): Sql {
  const params = new Params('j_');
  const { visitors, persons } = scopeText(scope, context, params);
  const site = params.add('site', 'String', context.site);
  const history = visitorHistory(
    { code: params.include(codeExpression(context)), order_id: 'order_id' },
    `site = ${site} AND ${visitors}`,
  );
  const { text, of } = personTouchpoints(context, history, persons, params);
  return params.sql(`
SELECT person_id, number, ${sequenceBytes('codes')} AS s
FROM (
  SELECT person_id, arraySplit((c, cut) -> cut, ${of('touchpoints', 'code')}, cuts) AS journeys
  FROM (${text})
)
ARRAY JOIN journeys AS codes, arrayEnumerate(journeys) AS number`);
}
