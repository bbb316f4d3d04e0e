import { askedMarks, type QuestionContext } from '@desirepath/engine';
import type { Plan } from '@desirepath/schema';
import type { Connection } from './connection.ts';
import { passingTable } from './passing-table.ts';

/**
 * Works out what a plan asks of events once, where each of its queries would: reading events takes most of the time of such a question.
 * Where no table may be made, each of them does.
 */
export async function withMarks<T>(
  connection: Connection,
  plan: Plan,
  context: QuestionContext,
  work: (context: QuestionContext) => Promise<T>,
): Promise<T> {
  const marks = askedMarks(plan, context);
  if (marks === undefined) return work(context);
  let isMade = false;
  const make = async (table: string) => {
    const text = `CREATE TABLE ${table} ENGINE = MergeTree ORDER BY tuple() AS ${marks.text}`;
    await connection.run({ text, params: marks.params });
    isMade = true;
  };
  try {
    return await passingTable(connection, make, (table) =>
      work({ ...context, marks: { text: `SELECT * FROM ${table}`, params: {} } }),
    );
  } catch (error) {
    if (isMade) throw error;
    return work(context);
  }
}
