import {
  type CompareAnswer,
  type ComparePlan,
  type ConstraintAnswer,
  type ConstraintPlan,
  constraintPlanSchema,
  type Period,
  type StageRow,
  type StagesAnswer,
  type StagesPlan,
  stagesPlanSchema,
} from '@desirepath/schema';
import { judgedSpan } from '../constraint/judged-span.ts';
import { answerCommon } from './answer-common.ts';
import { constraintQuestion } from './constraint.ts';
import { constraintMove } from './constraint-move.ts';
import { experienceThen } from './experience-then.ts';
import { PlanError } from './plan-error.ts';
import type { Question, QuestionContext } from './question.ts';
import { severalQuestions } from './several-questions.ts';
import { stageChange } from './stage-change.ts';
import { stagesQuestion } from './stages.ts';

type Side = CompareAnswer['before'];
type StageSide = CompareAnswer['stages'][number]['before'];

type PeriodSpan = ReturnType<typeof judgedSpan>;

/**
 * Two periods beside each other: the conversion of every stage in both, with the change and its interval, and the constraint
 * in both, each judged as `constraint` judges it. That tells whether what was done between them lifted its stage, and
 * whether the constraint moved. How shoppers fared is seen at the same age: what is yet to come of young journeys is no improvement. A
 * difference is an association: other things may have changed as well.
 * @throws PlanError for a period that is open at its beginning, or has not begun, or an earlier one that ends after the later begins
 */
export function compareQuestion(plan: ComparePlan, context: QuestionContext): Question {
  const span = judgedSpan(plan.period, context.now);
  const earlier =
    plan.before === undefined
      ? { from: span.from - (span.to - span.from), to: span.from }
      : judgedSpan(plan.before, context.now);
  if (earlier.to > span.from) {
    throw new PlanError(
      'The period "before" ends after the other one begins; let it end earlier.',
      'before',
      plan.before,
    );
  }
  const [was, is] = [askedOf(plan, earlier), askedOf(plan, span)];
  const questions = severalQuestions({
    'before stages': stagesQuestion(was.stages, context),
    'before experience': experienceThen(was.stages, earlier.to + context.now - span.to, context),
    'before constraint': constraintQuestion(was.constraint, context),
    'after stages': stagesQuestion({ ...is.stages, experience: true }, context),
    'after constraint': constraintQuestion(is.constraint, context),
  });
  return {
    queries: questions.queries,
    answer(rows): CompareAnswer {
      const stages = {
        before: questions.answer('before stages', rows) as StagesAnswer,
        after: questions.answer('after stages', rows) as StagesAnswer,
      };
      const fared = {
        before: questions.answer('before experience', rows) as StagesAnswer,
        after: stages.after,
      };
      const judged = {
        before: questions.answer('before constraint', rows) as ConstraintAnswer,
        after: questions.answer('after constraint', rows) as ConstraintAnswer,
      };
      const [before, after] = [sideOf(stages.before, judged.before), sideOf(stages.after, judged.after)];
      const verdict = constraintMove(before.constraint, after.constraint);
      const nameOf = (id: string | null) => {
        const found = context.map.stages.find((stage) => stage.id === id);
        return found === undefined ? '' : `stage ${found.number}, ${found.name}`;
      };
      return {
        plan: 'compare',
        ...answerCommon(context, span),
        before,
        after,
        constraint: verdict,
        sentence: {
          stayed: `The constraint stayed where it was: ${nameOf(after.constraint)}.`,
          moved: `The constraint moved from ${nameOf(before.constraint)} to ${nameOf(after.constraint)}.`,
          lifted: `${nameOf(before.constraint).replace('stage', 'Stage')}, is no longer a clear constraint, and nothing else is.`,
          appeared: `There is a constraint now: ${nameOf(after.constraint)}; before, there was no clear one.`,
          none: 'There is no clear constraint in either period.',
        }[verdict],
        stages: context.map.stages.map(({ number, id, name }, i) => {
          const [was, is] = [stages.before.stages[i], stages.after.stages[i]];
          return {
            number,
            stage: id,
            name,
            before: stageSide(was, fared.before.stages[i], judged.before),
            after: stageSide(is, fared.after.stages[i], judged.after),
            ...stageChange(was, is),
          };
        }),
      };
    },
  };
}

/** What is asked of either period. */
function askedOf(plan: ComparePlan, span: PeriodSpan): { stages: StagesPlan; constraint: ConstraintPlan } {
  const period: Period = { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() };
  const { filter, where, segment_by, reference, history, draws, seed } = plan;
  const asked = { period, ...(filter === undefined ? {} : { filter }), ...(where === undefined ? {} : { where }) };
  const judged = { segment_by, signals: false, reference, history, draws, seed };
  return {
    stages: stagesPlanSchema.parse({ plan: 'stages', ...asked }),
    constraint: constraintPlanSchema.parse({ plan: 'constraint', ...asked, ...judged }),
  };
}

function sideOf(stages: StagesAnswer, judged: ConstraintAnswer): Side {
  return {
    ...judged.period,
    journeys: stages.journeys,
    throughput: judged.throughput,
    constraint: judged.constraint?.stage ?? null,
    sentence: judged.sentence,
  };
}

function stageSide(
  row: StageRow | undefined,
  fared: StageRow | undefined,
  { candidates }: ConstraintAnswer,
): StageSide {
  const judged = candidates.find(({ number }) => number === row?.number);
  return {
    entered: row?.entered ?? 0,
    conversion: row?.conversion ?? null,
    interval: row?.interval ?? null,
    gain: judged?.gain ?? null,
    gain_interval: judged?.interval ?? null,
    probability: judged?.probability ?? null,
    experience: fared?.experience?.index ?? null,
    experience_interval: fared?.experience?.interval ?? null,
  };
}
