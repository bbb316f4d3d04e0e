import type { FunnelPlan } from '@desirepath/schema';
import type { Params } from './params.ts';
import { PlanError } from './plan-error.ts';

const isDay = (moment: string): boolean => !moment.includes('T');

/**
 * SQL that goes on with "and it began in the span of the list", empty where the list has none. A day is one of the site's
 * calendar, told as the trend tells it, so that both mean the same where clocks change.
 * @param began SQL of when a unit did, ms since 1970
 * @throws PlanError when the span ends before it begins
 */
export function beganText(
  { from, to }: NonNullable<FunnelPlan['show']>,
  began: string,
  timeZone: string,
  params: Params,
): string {
  if (from !== undefined && to !== undefined && isDay(from) === isDay(to) && Date.parse(to) <= Date.parse(from)) {
    throw new PlanError(
      `The list ends (${to}) before or when it begins (${from}); "to" is the first day or moment that is not in it.`,
      'show.to',
      to,
    );
  }
  const bound = (name: string, sign: '>=' | '<', moment: string | undefined): string => {
    if (moment === undefined) return '';
    if (!isDay(moment)) return ` AND ${began} ${sign} ${params.add(name, 'Int64', Date.parse(moment))}`;
    const zone = params.add('zone', 'String', timeZone);
    const day = `toString(toDate(toTimeZone(fromUnixTimestamp64Milli(${began}, 'UTC'), ${zone})))`;
    return ` AND ${day} ${sign} ${params.add(name, 'String', moment)}`;
  };
  return bound('began_from', '>=', from) + bound('began_to', '<', to);
}
