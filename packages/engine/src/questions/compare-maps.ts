import {
  type CompareMapsAnswer,
  type CompareMapsPlan,
  type ConstraintAnswer,
  constraintPlanSchema,
  type StagesAnswer,
  stagesPlanSchema,
} from '@desirepath/schema';
import { judgedSpan } from '../constraint/judged-span.ts';
import { type AlignedJourneys, alignJourneys, overallFitness } from './align-journeys.ts';
import { answerCommon } from './answer-common.ts';
import { mapDeviations } from './compare-map-deviations.ts';
import { mapStages } from './compare-map-stages.ts';
import { mapsSentence } from './compare-maps-sentence.ts';
import { constraintQuestion } from './constraint.ts';
import { constraintMove } from './constraint-move.ts';
import { variantQueries } from './counted-variants.ts';
import type { Question, QuestionContext, Row } from './question.ts';
import { severalQuestions, withoutQueries } from './several-questions.ts';
import { stagesQuestion } from './stages.ts';

/** What a map says of the period. */
export interface MapAnswers {
  context: QuestionContext;
  stages: StagesAnswer;
  constraint: ConstraintAnswer;
  aligned: AlignedJourneys;
}

/**
 * The same events laid over two maps: fitness, deviations, stages and constraint of both over the same period, each as its
 * own question answers it, and the differences. What differs is the maps' doing; the shoppers are the same.
 * @param given the context with the other map and its journeys
 * @throws PlanError for a period that is open at its beginning, or has not begun
 */
export function compareMapsQuestion(plan: CompareMapsPlan, own: QuestionContext, given: QuestionContext): Question {
  const span = judgedSpan(plan.period, own.now);
  const sides = { given: mapQuestion(plan, span, given), own: mapQuestion(plan, span, own) };
  return {
    queries: { ...named('given', sides.given.queries), ...named('own', sides.own.queries) },
    answer(rows): CompareMapsAnswer {
      const answers = {
        given: sides.given.answers(unnamed('given', rows)),
        own: sides.own.answers(unnamed('own', rows)),
      };
      const said = { given: sideOf(answers.given), own: sideOf(answers.own) };
      const deviations = mapDeviations(answers.given, answers.own);
      const move = constraintMove(said.given.constraint, said.own.constraint);
      return {
        plan: 'compare_maps',
        ...answerCommon(own, span, [
          { what: 'journeys by the given map', count: notAligned(answers.given) },
          { what: 'journeys by the own map', count: notAligned(answers.own) },
          { what: 'deviations', count: deviations.length - plan.limit },
        ]),
        ...said,
        change: {
          journeys: said.own.journeys - said.given.journeys,
          fitness_average: less(said.own.fitness.average, said.given.fitness.average),
          fitness_log: less(said.own.fitness.log, said.given.fitness.log),
          designed_share: less(said.own.designed_share, said.given.designed_share),
          cost: said.own.cost - said.given.cost,
          throughput: said.own.throughput - said.given.throughput,
        },
        constraint: move,
        sentence: mapsSentence(move, said, { given: given.map, own: own.map }),
        stages: mapStages(answers.given, answers.own),
        deviations: deviations.slice(0, plan.limit),
      };
    },
  };
}

type Side = 'given' | 'own';
type SideAnswer = CompareMapsAnswer['own'];

/** The questions to one map; what of their answers is not shown is not asked for. */
function mapQuestion(plan: CompareMapsPlan, span: { from: number; to: number }, context: QuestionContext) {
  const period = { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() };
  const { filter, where, segment_by, reference, history, draws, seed } = plan;
  const asked = { period, ...(filter === undefined ? {} : { filter }), ...(where === undefined ? {} : { where }) };
  const judged = { segment_by, signals: false, reference, history, draws, seed };
  const stages = stagesQuestion(stagesPlanSchema.parse({ plan: 'stages', ...asked }), context);
  const constraint = constraintQuestion(
    constraintPlanSchema.parse({ plan: 'constraint', ...asked, ...judged }),
    context,
  );
  const questions = severalQuestions({
    stages: withoutQueries(stages, ['times', 'orders']),
    constraint,
  });
  const { variants } = variantQueries(filter, span, context);
  return {
    queries: { ...questions.queries, ...(variants === undefined ? {} : { variants }) },
    answers: (rows: Record<string, readonly Row[]>): MapAnswers => ({
      context,
      stages: questions.answer('stages', rows) as StagesAnswer,
      constraint: questions.answer('constraint', rows) as ConstraintAnswer,
      aligned: alignJourneys(rows, context.map, plan.unmapped),
    }),
  };
}

function sideOf({ context, stages, constraint, aligned }: MapAnswers): SideAnswer {
  const { automaton, measures } = aligned;
  const { journeys } = measures.all;
  return {
    map_version: context.map.version,
    name: context.map.name,
    journeys: stages.journeys,
    fitness: overallFitness(measures),
    designed_share: journeys === 0 ? null : measures.fitting / journeys,
    cost: measures.cost,
    shortest: automaton.shortest,
    throughput: constraint.throughput,
    constraint: constraint.constraint?.stage ?? null,
    sentence: constraint.sentence,
  };
}

/** Journeys whose sequences were too many to align. */
const notAligned = ({ aligned }: MapAnswers): number => aligned.counted.allJourneys - aligned.measures.all.journeys;

const less = (own: number | null, given: number | null): number | null =>
  own === null || given === null ? null : own - given;

function named(side: Side, queries: Question['queries']): Question['queries'] {
  return Object.fromEntries(Object.entries(queries).map(([name, sql]) => [`${side} ${name}`, sql]));
}

function unnamed(side: Side, rows: Record<string, readonly Row[]>): Record<string, readonly Row[]> {
  const own = Object.entries(rows).filter(([name]) => name.startsWith(`${side} `));
  return Object.fromEntries(own.map(([name, found]) => [name.slice(side.length + 1), found]));
}
