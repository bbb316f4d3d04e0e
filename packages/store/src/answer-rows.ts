import { compilePlan, type Question, type QuestionContext, type Row } from '@desirepath/engine';
import type { Answer, Plan } from '@desirepath/schema';
import { parseLines } from './parse-lines.ts';

/** A plan and what its queries have found, as plain data: what an answer is worked out from, on whichever thread. */
export interface FoundRows {
  plan: Plan;
  context: QuestionContext;
  /** What came of each query, under its name: a row of JSON each line. */
  found: Readonly<Record<string, string>>;
}

/** Makes an answer of what was found. @param question of the plan, where it has been made ready already */
export function answerRows(
  { plan, context, found }: FoundRows,
  question: Question = compilePlan(plan, context),
): Answer {
  const rows: Record<string, Row[]> = {};
  for (const [name, lines] of Object.entries(found)) rows[name] = parseLines<Row>(lines);
  return question.answer(rows);
}
