import type { AttributionAnswer, AttributionPlan } from '@desirepath/schema';
import { type CreditModel, touchCredits } from '../attribution/channel-credits.ts';
import { type ChannelPath, removalEffects } from '../attribution/removal-effects.ts';
import { SESSION_TELLS } from '../stitch/session-tells.ts';
import { answerCommon } from './answer-common.ts';
import { filterText, spanText } from './filter.ts';
import { moneySum } from './money-sum.ts';
import { ordersOnce } from './orders-once.ts';
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
  const journeys = `SELECT * FROM (${params.include(context.journeys)})
    WHERE ${spanText('start', span, params)} AND ${filterText(plan.filter, params)}`;
  const path = `arrayMap(told -> if(told = '', '(none)', told), arraySlice(${SESSION_TELLS[plan.by]}, 1, goal_sessions))`;
  // Journeys and orders side by side, so that neither has to be looked up for the other.
  const paths = params.sql(`SELECT
  path, toFloat64(sum(walked)) AS journeys, toFloat64(sum(reached)) AS converted,
  sumMap(currencies, amounts) AS worth, worth.1 AS worth_currencies, arrayMap(amount -> toFloat64(amount), worth.2) AS worth_amounts,
  toFloat64(sum(sum(walked)) OVER ()) AS all_journeys, toFloat64(count() OVER ()) AS all_paths
FROM (
  SELECT ${path} AS path, 1 AS walked, goal_at >= 0 AS reached, CAST([], 'Array(String)') AS currencies, CAST([], 'Array(Decimal(18, 4))') AS amounts
  FROM (${journeys})
  UNION ALL
  SELECT path, 0, 0, [currency], [value]
  FROM (
    ${ordersOnce(journeys, { path }, 'notEmpty(orders)')}
  )
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
        worth: new Map(
          list(row, 'worth_currencies').map((code, i) => [String(code), Number(list(row, 'worth_amounts')[i])]),
        ),
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
      const channels = creditsOf(told, context.currency);
      const sum = (key: 'journeys' | 'converted') => told.reduce((total, path) => total + path[key], 0);
      return {
        plan: 'attribution',
        ...answerCommon(context, span, [
          { what: 'journeys', count: num(rows[0], 'all_journeys') - sum('journeys') },
          { what: 'paths', count: num(rows[0], 'all_paths') - rows.length },
          { what: `${plan.by}s put together as (other)`, count: seen.size - kept.size },
        ]),
        by: plan.by,
        journeys: sum('journeys'),
        converted: sum('converted'),
        value: moneySum(told.flatMap(amounts), context.currency),
        channels,
      };
    },
  };
}

/** Journeys of one path, with what they are worth by currency. */
interface WorthyPath extends ChannelPath {
  worth: ReadonlyMap<string, number>;
}

const amounts = ({ worth }: WorthyPath) => [...worth].map(([currency, value]) => ({ currency, value }));

/** Credit that is being added up. */
interface Credit {
  journeys: number;
  worth: Map<string, number>;
}

function addCredit(credit: Credit, share: number, { converted, worth }: Pick<WorthyPath, 'converted' | 'worth'>): void {
  credit.journeys += share * converted;
  for (const [currency, value] of worth) credit.worth.set(currency, (credit.worth.get(currency) ?? 0) + share * value);
}

/** What is counted of a channel. */
interface Tallied {
  effect: number;
  journeys: number;
  converted: number;
  credits: Record<CreditModel | 'removal', Credit>;
}

function creditsOf(paths: readonly WorthyPath[], currency: string): Channel[] {
  const effects = removalEffects(paths);
  const whole = [...effects.values()].reduce((sum, effect) => sum + effect, 0);
  const empty = (): Credit => ({ journeys: 0, worth: new Map() });
  const all = { converted: 0, worth: new Map<string, number>() };
  for (const path of paths) {
    all.converted += path.converted;
    for (const [code, value] of path.worth) all.worth.set(code, (all.worth.get(code) ?? 0) + value);
  }
  const channels = new Map(
    [...effects].map(([channel, effect]): [string, Tallied] => {
      const credits = { first: empty(), last: empty(), linear: empty(), position: empty(), removal: empty() };
      addCredit(credits.removal, whole > 0 ? effect / whole : 0, all);
      return [channel, { effect, journeys: 0, converted: 0, credits }];
    }),
  );
  for (const path of paths) {
    for (const channel of new Set(path.channels)) {
      const entry = channels.get(channel);
      if (entry === undefined) continue;
      entry.journeys += path.journeys;
      entry.converted += path.converted;
    }
    for (const model of MODELS) {
      for (const [i, share] of touchCredits(model, path.channels.length).entries()) {
        const entry = channels.get(path.channels[i] ?? '');
        if (entry !== undefined) addCredit(entry.credits[model], share, path);
      }
    }
  }
  const shown = ({ journeys, worth }: Credit) => ({
    journeys,
    value: worth.get(currency) ?? 0,
    other: [...worth]
      .filter(([code, amount]) => code !== currency && amount !== 0)
      .map(([code, amount]) => ({ currency: code, amount })),
  });
  return [...channels]
    .map(
      ([channel, { effect, journeys, converted, credits }]): Channel => ({
        channel,
        journeys,
        converted,
        first: shown(credits.first),
        last: shown(credits.last),
        linear: shown(credits.linear),
        position: shown(credits.position),
        removal: shown(credits.removal),
        removal_effect: effect,
      }),
    )
    .sort((a, b) => b.removal_effect - a.removal_effect || (a.channel < b.channel ? -1 : 1));
}
