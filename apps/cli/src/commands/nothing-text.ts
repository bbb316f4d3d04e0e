import type { Answer } from '@desirepath/schema';

/** What is said in place of an empty table; null where there is something to tell. */
export function nothingText(answer: Answer): string | null {
  switch (answer.plan) {
    case 'surveys':
      return answer.surveys.length === 0 ? 'No survey was shown or answered in the period.' : null;
    case 'sessions':
      return answer.sessions === 0 ? none('sessions') : null;
    case 'journeys':
      return answer.total === 0 ? none('journeys') : null;
    case 'retention':
      return answer.cohorts.length === 0 ? none('journeys') : null;
    default:
      return 'journeys' in answer && answer.journeys === 0 ? none('journeys') : null;
  }
}

const none = (what: string): string =>
  `No ${what} fit the question: widen its period, or check what its filter, where and segment ask for.`;
