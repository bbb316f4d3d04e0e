import type { StagesPlan } from '@desirepath/schema';
import { journeysByThen } from '../experience/journeys-by-then.ts';
import type { Question, QuestionContext } from './question.ts';
import { withoutQueries } from './several-questions.ts';
import { stagesQuestion } from './stages.ts';

/**
 * The stages with how shoppers had fared in them at a moment, of those that had entered by then. Times and orders are not told.
 * @param then ms since 1970
 */
export function experienceThen(plan: StagesPlan, then: number, context: QuestionContext): Question {
  const asThen = { ...context, now: then, journeys: journeysByThen(context, then) };
  return withoutQueries(stagesQuestion({ ...plan, experience: true }, asThen), ['times', 'orders']);
}
