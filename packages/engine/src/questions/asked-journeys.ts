import type { Plan } from '@desirepath/schema';
import type { Sql } from '../sql.ts';
import { JOURNEY_COLUMNS } from '../stitch/journey-columns.ts';
import { askedConditions, metBy, metByTouchpoints } from './asked-condition.ts';
import { journeyMarks } from './journey-marks.ts';
import { Params } from './params.ts';
import { resolvePeriod, type Span } from './period.ts';
import type { QuestionContext } from './question.ts';
import { withSegments } from './saved-segment.ts';
import { propertyOf, toldColumn } from './told-column.ts';

/** What of a plan decides which journeys it is about. */
export type AskedPlan = Exclude<Plan, { plan: 'sessions' }>;

const OPEN: Span = { from: null, to: null };

/**
 * The context of a question about those journeys only that meet the plan's `where`, exactly; and, where the plan is broken
 * down by a property, with a column for what the journey tells of it, see {@link toldColumn}.
 *
 * What events say is laid beside the journeys, see {@link journeyMarks}. What a question has to know of journeys that do not fit (where a
 * person's journeys or a session go together) stays, with `met` = 0.
 * @throws PlanError for names that are none
 */
export function askedJourneys(plan: AskedPlan, context: QuestionContext): QuestionContext {
  const { conditions, ofEvents, told } = askedOf(plan, context);
  if (conditions.length === 0 && told === undefined) return context;
  const said = context.marks ?? marksOf(plan, context);
  const toldNames = told === undefined ? [] : [told.column.name];
  const whole = plan.plan === 'retention' || (plan.plan === 'funnel' && plan.by === 'session');
  const met = metBy(conditions);

  const p = new Params('j_');
  const ofTouchpoints = conditions.filter(({ tests }) => tests.length === 0).map((one) => metByTouchpoints(one, p));
  const stored = `(${p.include(context.journeys)}) AS stored`;
  const beside =
    said &&
    `LEFT JOIN (${p.include(said)}) AS said ON stored.person_id = said.person_id AND stored.number = said.number`;
  const columns = [
    ...JOURNEY_COLUMNS.map((name) => `stored.${name} AS ${name}`),
    ...ofEvents.map(({ name }) => name),
    ...toldNames,
    ...ofTouchpoints,
  ];
  const journeys =
    p.sql(`SELECT ${[...JOURNEY_COLUMNS, ...toldNames, ...(whole ? [`toUInt8(${met}) AS met`] : [])].join(', ')}
FROM (
  SELECT ${columns.join(', ')}
  FROM ${beside === undefined ? stored : `${stored} ${beside}`}
)${whole ? '' : `\nWHERE ${met}`}`);
  const asked = { ...context, journeys, more: [...toldNames, ...(whole ? ['met'] : [])] };
  return conditions.length === 0 ? asked : { ...asked, everyone: context.journeys, partial: true };
}

/**
 * What each query of a plan lays beside the journeys, as a SELECT of its own: whoever answers may work it out once, for all of them, and
 * give where it lies as {@link QuestionContext.marks}.
 * @returns undefined where a plan asks nothing of events, or asks two maps
 * @throws PlanError for names that are none
 */
export function askedMarks(input: Plan, context: QuestionContext): Sql | undefined {
  const plan = withSegments(input, context);
  return plan.plan === 'sessions' || plan.plan === 'compare_maps' ? undefined : marksOf(plan, context);
}

/** The marks of the journeys that a plan looks at, where it asks anything of events. */
function marksOf(plan: AskedPlan, context: QuestionContext): Sql | undefined {
  const { ofEvents, told } = askedOf(plan, context);
  if (ofEvents.length === 0 && told === undefined) return undefined;
  return journeyMarks(context, { conditions: ofEvents, told }, lookedAt(plan, context.now));
}

/** What a plan asks of events: its conditions, those of them that touchpoints do not tell, and the property. */
function askedOf(plan: AskedPlan, context: QuestionContext) {
  const conditions = askedConditions(plan.where, context);
  const by = propertyOf(plan);
  return {
    conditions,
    ofEvents: conditions.filter(({ tests }) => tests.length > 0),
    told: by === undefined ? undefined : { by, column: toldColumn(plan) },
  };
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
