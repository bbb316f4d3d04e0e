import type { Params } from './params.ts';
import type { QuestionContext } from './question.ts';

/** SQL expressions of a journey's times, as seen from the moment of asking. */
export interface JourneyMoments {
  /** Start, ms since 1970. */
  start: string;
  /** From start to now, ms. */
  age: string;
  /** From the first touchpoint to the last, ms. */
  length: string;
  /** 1 where the journey cannot go on: the next one has opened, or it has been idle for too long. */
  over: string;
  /** 1 where the journey has not reached the goal, and still may. */
  undecided: string;
}

/** The expressions over the columns of `journeys`; their values go into `params`. */
export function journeyMoments(context: QuestionContext, params: Params): JourneyMoments {
  const now = params.add('now', 'Int64', context.now);
  const idle = params.add('idle', 'Int64', context.map.idleMs);
  const start = 'toUnixTimestamp64Milli(start)';
  const end = 'toUnixTimestamp64Milli(end)';
  const over = `toUInt8(closed = 1 OR ${now} - ${end} > ${idle})`;
  return {
    start,
    age: `${now} - ${start}`,
    length: `${end} - ${start}`,
    over,
    undecided: `toUInt8(goal_at < 0 AND NOT ${over})`,
  };
}
