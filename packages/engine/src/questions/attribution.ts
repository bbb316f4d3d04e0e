import type { AttributionAnswer, AttributionPlan } from '@desirepath/schema';
import { type CreditModel, touchCredits } from '../attribution/channel-credits.ts';
import { removalEffects } from '../attribution/removal-effects.ts';
import { visitorSessions } from '../stitch/visitor-sessions.ts';
import { answerCommon } from './answer-common.ts';
import { filterText, spanText } from './filter.ts';
import { Params } from './params.ts';
import { resolvePeriod } from './period.ts';
import type { Question, QuestionContext } from './question.ts';
import { list, num } from './row-values.ts';

/** Channels told apart, those of the most journeys; the others are `(other)` together. */
const MOST_CHANNELS = 40;
/** Distinct paths read, the most frequent. */
const MOST_PATHS = 20_000;
const MODELS: readonly CreditModel[] = ['first', 'last', 'linear', 'position'];

type Channel = AttributionAnswer['channels'][number];

/**
 * Which channels the orders are owed to. A journey's touches are its sessions up to the goal (all of them where it did not
 * reach it), each with the first channel that its events tell. Journeys of the same path are put together, so what is read
 * is bounded by the distinct paths; `removal` shares the conversions out in proportion to the removal effects.
 */
export function attributionQuestion(plan: AttributionPlan, context: QuestionContext): Question {
  const span = resolvePeriod(plan.period, context.now);
  const params = new Params('q_');
  const journeys = `SELECT * FROM (${params.include(context.journeys)}) WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
  const history = visitorSessions(
    { told: plan.by },
    `site = ${params.add('site', 'String', context.site)} AND visitor_id IN (SELECT arrayJoin(visitors) FROM (${journeys}))`,
    { gapMs: context.map.sessionGapMs, onCampaign: context.map.sessionOnCampaign },
    params,
  );
  const currency = params.add('currency', 'String', context.currency);
  const named = `SELECT opened, argMinIf(said, place, said != '') AS channel
    FROM (
      SELECT session_key AS opened, place, x.${history.at('told')} AS said
      FROM (${history.text})
      ARRAY JOIN session AS session_key, e AS x, arrayEnumerate(e) AS place
    )
    GROUP BY opened`;
  const paths = params.sql(`SELECT
  path, toFloat64(count()) AS journeys, toFloat64(sum(reached)) AS converted, toFloat64(sum(worth)) AS value,
  toFloat64(sum(count()) OVER ()) AS all_journeys, toFloat64(count() OVER ()) AS all_paths
FROM (
  SELECT
    any(reached) AS reached, any(worth) AS worth,
    arrayMap(touch -> touch.2, arraySort(touch -> touch.1, groupArray((nth, if(channel = '', '(none)', channel))))) AS path
  FROM (
    SELECT person_id, number, nth, opened, reached, worth
    FROM (
      SELECT
        person_id, number, toUInt8(goal_at >= 0) AS reached,
        arraySum(arrayMap((value, code) -> if(code = ${currency}, toFloat64(value), 0), order_values, order_currencies)) AS worth,
        arrayDistinct(arrayFilter((key, offset) -> goal_at < 0 OR toInt64(offset) <= goal_at, session, d)) AS keys
      FROM (${journeys})
    )
    ARRAY JOIN keys AS opened, arrayEnumerate(keys) AS nth
  ) AS touched
  LEFT JOIN (${named}) AS sessions ON touched.opened = sessions.opened
  GROUP BY person_id, number
)
GROUP BY path
ORDER BY journeys DESC, path
LIMIT ${MOST_PATHS}`);

  return {
    queries: { paths },
    answer({ paths: rows = [] }): AttributionAnswer {
      const walked = rows.map((row) => ({
        channels: list(row, 'path').map(String),
        journeys: num(row, 'journeys'),
        converted: num(row, 'converted'),
        value: num(row, 'value'),
      }));
      const seen = new Map<string, number>();
      for (const { channels, journeys: count } of walked) {
        for (const channel of new Set(channels)) seen.set(channel, (seen.get(channel) ?? 0) + count);
      }
      const kept = new Set(
        [...seen]
          .sort((a, b) => b[1] - a[1])
          .slice(0, MOST_CHANNELS)
          .map(([channel]) => channel),
      );
      const told = walked.map((path) => ({
        ...path,
        channels: path.channels.map((channel) => (kept.has(channel) ? channel : '(other)')),
      }));
      const channels = creditsOf(told);
      const sum = (key: 'journeys' | 'converted' | 'value') => told.reduce((total, path) => total + path[key], 0);
      return {
        plan: 'attribution',
        ...answerCommon(context, span, [
          { what: 'journeys', count: num(rows[0], 'all_journeys') - sum('journeys') },
          { what: 'paths', count: num(rows[0], 'all_paths') - rows.length },
        ]),
        by: plan.by,
        journeys: sum('journeys'),
        converted: sum('converted'),
        value: { currency: context.currency, amount: Math.round(sum('value') * 10_000) / 10_000, other: [] },
        channels,
      };
    },
  };
}

function creditsOf(
  paths: readonly { channels: string[]; journeys: number; converted: number; value: number }[],
): Channel[] {
  const effects = removalEffects(paths);
  const whole = [...effects.values()].reduce((sum, effect) => sum + effect, 0);
  const converted = paths.reduce((sum, path) => sum + path.converted, 0);
  const value = paths.reduce((sum, path) => sum + path.value, 0);
  const channels = new Map<string, Channel>();
  for (const [channel, effect] of effects) {
    const none = () => ({ journeys: 0, value: 0 });
    const part = whole > 0 ? effect / whole : 0;
    channels.set(channel, {
      channel,
      journeys: 0,
      converted: 0,
      first: none(),
      last: none(),
      linear: none(),
      position: none(),
      removal: { journeys: part * converted, value: part * value },
      removal_effect: effect,
    });
  }
  for (const path of paths) {
    for (const channel of new Set(path.channels)) {
      const entry = channels.get(channel);
      if (entry === undefined) continue;
      entry.journeys += path.journeys;
      entry.converted += path.converted;
    }
    for (const model of MODELS) {
      for (const [i, credit] of touchCredits(model, path.channels.length).entries()) {
        const entry = channels.get(path.channels[i] ?? '')?.[model];
        if (entry === undefined) continue;
        entry.journeys += credit * path.converted;
        entry.value += credit * path.value;
      }
    }
  }
  return [...channels.values()].sort((a, b) => b.removal_effect - a.removal_effect || (a.channel < b.channel ? -1 : 1));
}
