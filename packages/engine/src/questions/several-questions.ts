import type { Answer } from '@desirepath/schema';
import type { Question, Row } from './question.ts';

/** Several questions that are asked as one. */
export interface SeveralQuestions<K extends string> {
  /** Those of all of them, each under its question's name and its own. */
  queries: Question['queries'];
  /** The answer to one of them. */
  answer(name: K, rows: Record<string, readonly Row[]>): Answer;
}

/** Puts questions together by name; their queries stay apart. */
export function severalQuestions<K extends string>(questions: Record<K, Question>): SeveralQuestions<K> {
  const under = (name: string, query: string): string => `${name} ${query}`;
  return {
    queries: Object.fromEntries(
      Object.entries<Question>(questions).flatMap(([name, { queries }]) =>
        Object.entries(queries).map(([query, sql]) => [under(name, query), sql]),
      ),
    ),
    answer(name, rows) {
      const { queries, answer } = questions[name];
      return answer(Object.fromEntries(Object.keys(queries).map((query) => [query, rows[under(name, query)] ?? []])));
    },
  };
}

/** The question without some of its queries: what they tell is then missing from its answer. */
export function withoutQueries(question: Question, names: readonly string[]): Question {
  const queries = Object.entries(question.queries).filter(([name]) => !names.includes(name));
  return { ...question, queries: Object.fromEntries(queries) };
}
