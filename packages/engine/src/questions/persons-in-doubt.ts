import type { Sql } from '../sql.ts';
import { Params } from './params.ts';
import type { QuestionContext } from './question.ts';
import { renameParams } from './rename-params.ts';

/**
 * A SELECT of the persons of whom time alone does not tell which of their events lie in which of their journeys (`person_id`). Of everyone
 * else an event is in the journey that was under way at its moment: a visitor who stands for one person has no touchpoints elsewhere, and
 * journeys of a person follow each other. That fails where
 *
 * - a journey begins in the very millisecond in which the one before ends;
 * - several persons were identified on one visitor;
 * - an order was told of again, which is no touchpoint.
 *
 * It may hold some of whom it could be told, and of a shop hardly anyone. All persons of a visitor are in it, or none is.
 */
export function personsInDoubt(context: QuestionContext): Sql {
  const p = new Params('jd_');
  const site = p.add('site', 'String', context.site);
  const goal = context.map.touchpoints.filter(({ stage }) => stage === context.map.goal);
  const goals = p.add('again_goals', 'Array(String)', [...new Set(goal.flatMap(({ events }) => events))]);
  const orders = `FROM events PREWHERE site = ${site} AND name IN ${goals}`;
  const again = `SELECT visitor_id ${orders} WHERE order_id IN (SELECT order_id ${orders} WHERE order_id != '' GROUP BY order_id HAVING count() > 1)`;
  const shared = `SELECT visitor_id FROM visitor_links WHERE site = ${site} GROUP BY visitor_id HAVING min(user_id) != max(user_id)`;
  const journeys = p.include(renameParams(context.journeys, 'j_', 'jd_'));
  return p.sql(`SELECT person_id FROM (${journeys})
WHERE closed = 1 OR number > 1
GROUP BY person_id
HAVING arrayExists((next, last) -> next = last, arrayPopFront(arraySort(groupArray(start))), arrayPopBack(arraySort(groupArray(end))))
UNION ALL
SELECT person_id FROM (${journeys})
WHERE arrayExists(visitor -> visitor IN (${shared} UNION ALL ${again}), visitors)`);
}
