// What runs on the thread of `AnswerThread`.
import { parentPort } from 'node:worker_threads';
import type { Answer } from '@desirepath/schema';
import { answerRows, type FoundRows } from './answer-rows.ts';

/** What comes back: an answer, or why there is none. */
export type Worked = { answer: Answer } | { error: unknown };

const port = parentPort;
port?.on('message', (found: FoundRows) => {
  let worked: Worked;
  try {
    worked = { answer: answerRows(found) };
  } catch (error) {
    worked = { error };
  }
  port.postMessage(worked);
});
