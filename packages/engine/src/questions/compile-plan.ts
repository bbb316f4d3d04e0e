import type { Plan } from '@desirepath/schema';
import { constraintQuestion } from './constraint.ts';
import { funnelQuestion } from './funnel.ts';
import { PlanError } from './plan-error.ts';
import type { Question, QuestionContext } from './question.ts';
import { stagesQuestion } from './stages.ts';

/**
 * Turns a plan into the queries that answer it and the fold that makes the answer of their rows. Pure.
 * @throws PlanError when the plan asks for something that cannot be, an unknown touchpoint for example
 */
export function compilePlan(plan: Plan, context: QuestionContext): Question {
  switch (plan.plan) {
    case 'funnel':
      return funnelQuestion(plan, context);
    case 'stages':
      return stagesQuestion(plan, context);
    case 'constraint':
      return constraintQuestion(plan, context);
    default:
      throw new PlanError(`The plan "${plan.plan}" is unknown.`, 'plan', plan.plan);
  }
}
