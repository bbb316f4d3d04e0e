import type { JourneyCondition, Plan } from '@desirepath/schema';
import { encodeJourneys, type MoreColumns } from '../stitch/encode-journeys.ts';
import { type EventTest, eventTestText, eventValuesText } from '../stitch/event-test.ts';
import { JOURNEY_COLUMNS } from '../stitch/journey-columns.ts';
import { codebook } from './codebook.ts';
import { eventKey, eventTests } from './event-tests.ts';
import { spanText } from './filter.ts';
import { Params } from './params.ts';
import { resolvePeriod, type Span } from './period.ts';
import type { QuestionContext } from './question.ts';
import { renameParams } from './rename-params.ts';
import { hasTouchpoint } from './searched-bytes.ts';
import { propertyOf, type ToldColumn, toldColumn } from './told-column.ts';

/** A condition on a journey, its names resolved. */
interface AskedCondition {
  /** Touchpoints that are looked at; none: all. */
  codes: readonly number[];
  tests: readonly EventTest[];
  never: boolean;
}

/** What of a plan decides which journeys it is about. */
export type AskedPlan = Exclude<Plan, { plan: 'sessions' }>;

const OPEN: Span = { from: null, to: null };

/**
 * The context of a question about those journeys only that meet the plan's `where`, exactly; and, where the plan is broken
 * down by a property, with a column for what the journey tells of it, see {@link toldColumn}.
 *
 * First the persons are found who come into question: by the bytes of the touchpoints that are asked for in their stored
 * sequences, and by the visitors that have a fitting event at all. Only they are encoded anew from their events, with a mark
 * for each condition. What a question has to know of journeys that do not fit (where a person's journeys or a session go
 * together) stays, with `met` = 0.
 * @throws PlanError for names that are none
 */
export function askedJourneys(plan: AskedPlan, context: QuestionContext): QuestionContext {
  const conditions = askedConditions(plan.where, context);
  const by = propertyOf(plan);
  if (conditions.length === 0 && by === undefined) return context;
  const told = by === undefined ? undefined : toldColumn(plan);
  const whole = plan.plan === 'retention' || (plan.plan === 'funnel' && plan.by === 'session');
  const columns = [...(told === undefined ? [] : [told.name]), ...(whole ? ['met'] : [])];
  const required = conditions.some(({ never }) => !never);

  const p = new Params('ja_');
  const persons = `SELECT person_id FROM (${p.include(renameParams(context.journeys, 'j_', 'ja_'))})
WHERE ${spanText('start', lookedAt(plan, context.now), p)} AND (${candidateText(conditions, by, context, p)})`;
  const visitors = `SELECT arrayJoin(visitors) FROM (${p.include(renameParams(context.journeys, 'j_', 'ja_'))}) WHERE person_id IN (${persons})`;
  const anew = encodeJourneys(
    context,
    { kind: 'persons', persons: p.sql(persons), visitors: p.sql(visitors) },
    '0',
    (params) => marks(conditions, params, by, told),
  );
  const met = metBy(conditions);
  const all = new Params('j_');
  const stay = JOURNEY_COLUMNS.join(', ');
  const fitting = `SELECT ${[stay, ...(told === undefined ? [] : [told.name]), ...(whole ? [`toUInt8(${met}) AS met`] : [])].join(', ')}
FROM (${all.include(renameParams(anew, 'j_', 'jb_'))})${whole ? '' : `\nWHERE ${met}`}`;
  const others = [
    stay,
    ...(told === undefined ? [] : [`${told.none} AS ${told.name}`]),
    ...(whole ? [`toUInt8(${required ? 0 : 1}) AS met`] : []),
  ];
  const text =
    required && !whole
      ? fitting
      : `SELECT ${others.join(', ')} FROM (${all.include(context.journeys)})
WHERE person_id NOT IN (${all.include(p.sql(persons))})
UNION ALL
${fitting}`;
  const asked = { ...context, journeys: all.sql(text), more: columns };
  return conditions.length === 0 ? asked : { ...asked, everyone: context.journeys, partial: true };
}

/**
 * What a plan's `where` asks, names resolved.
 * @throws PlanError for names that are none
 */
export function askedConditions(where: Plan['where'], context: QuestionContext): AskedCondition[] {
  if (where === undefined) return [];
  if (!Array.isArray(where)) return [{ codes: [], tests: eventTests(where, 'where'), never: false }];
  const book = codebook(context);
  return where.map(({ touchpoint, event, never }: JourneyCondition, i) => ({
    codes: [touchpoint ?? []].flat().map((name) => book.code(name, `where.${i}.touchpoint`)),
    tests: eventTests(event ?? {}, `where.${i}.event`),
    never,
  }));
}

/** SQL of the marks: whether each condition is met by some touchpoint, and the property. */
export function marks(
  conditions: readonly AskedCondition[],
  params: Params,
  by?: string,
  told?: ToldColumn,
): MoreColumns {
  const events: Record<string, string> = {};
  conditions.forEach(({ tests }, i) => {
    const held = tests.map((test, at) => eventTestText(test, `asked_${i}_${at}`, params)).join(' AND ');
    events[`meets_${i}`] = `toUInt8(${held || '1'})`;
  });
  if (by !== undefined) events.told = eventValuesText(eventKey(by), 'told', params);
  return {
    events,
    columns: (of) => [
      ...conditions.map(({ codes }, i) => {
        if (codes.length === 0) return `toUInt8(has(${of(`meets_${i}`)}, 1)) AS meets_${i}`;
        const wanted = params.add(`asked_${i}_codes`, 'Array(UInt8)', codes);
        return `toUInt8(arrayExists((m, c) -> m = 1 AND has(${wanted}, c), ${of(`meets_${i}`)}, ${of('code')})) AS meets_${i}`;
      }),
      ...(told === undefined ? [] : [`${told.text(of)} AS ${told.name}`]),
    ],
  };
}

/** SQL over the columns of {@link marks}: everything holds that is asked. */
export function metBy(conditions: readonly AskedCondition[]): string {
  return conditions.map(({ never }, i) => (never ? `NOT meets_${i}` : `meets_${i}`)).join(' AND ') || '1';
}

/** SQL of the condition on stored journeys that their person comes into question. */
function candidateText(
  conditions: readonly AskedCondition[],
  by: string | undefined,
  context: QuestionContext,
  params: Params,
): string {
  const site = params.add('site', 'String', context.site);
  const seen = (held: string): string =>
    `arrayExists(visitor -> visitor IN (SELECT visitor_id FROM events WHERE site = ${site} AND ${held}), visitors)`;
  const coarse = ({ codes, tests }: AskedCondition, i: number): string =>
    [
      ...(codes.length === 0
        ? []
        : [
            `(${codes.map((code, at) => hasTouchpoint({ code, text: params.add(`has_${i}_${at}`, 'UInt8', code) })).join(' OR ')})`,
          ]),
      ...(tests.length === 0
        ? []
        : [seen(tests.map((test, at) => eventTestText(test, `may_${i}_${at}`, params)).join(' AND '))]),
    ].join(' AND ') || '1';
  const texts = conditions.map((condition, i) => ({ never: condition.never, text: coarse(condition, i) }));
  const wanted = texts.filter(({ never }) => !never).map(({ text }) => text);
  // Who lacks something that is wanted is out of the question; else whoever has what is not wanted, or tells the property.
  if (wanted.length > 0) return wanted.join(' AND ');
  const told = by === undefined ? [] : [seen(`notEmpty(${eventValuesText(eventKey(by), 'tells', params)})`)];
  return [...texts.map(({ text }) => `(${text})`), ...told].join(' OR ');
}

/** When the journeys that a plan looks at began; history, returns and what was said later look further than the period. */
function lookedAt(plan: AskedPlan, now: number): Span {
  switch (plan.plan) {
    case 'constraint':
    case 'what_if':
    case 'changes':
    case 'compare':
    case 'compare_maps':
    case 'retention':
    case 'surveys':
      return OPEN;
    case 'funnel':
      return plan.by === 'session' ? OPEN : resolvePeriod(plan.period, now);
    default:
      return resolvePeriod(plan.period, now);
  }
}
