import type { StageExperience } from '@desirepath/schema';
import type { Row } from '../questions/question.ts';
import { num, text } from '../questions/row-values.ts';
import { surveyVerdict } from '../questions/survey-verdict.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';

/** The rows of the three queries. */
export interface ExperienceRows {
  trouble: readonly Row[];
  said: readonly Row[];
  watched: readonly Row[];
}

/** A stage of everything, or of one segment. */
export interface ExperienceOf {
  every: boolean;
  segment: string;
  stage: number;
  /** Journeys that entered it. */
  entered: number;
}

/** How shoppers fared in a stage: 100 times the share of those who entered it and met no trouble there. */
export function foldExperience({ trouble, said, watched }: ExperienceRows, of: ExperienceOf): StageExperience {
  const here = (row: Row) =>
    num(row, 'stage') === of.stage &&
    (num(row, 'every') === 1) === of.every &&
    (of.every || text(row, 'segment') === of.segment);
  const met = trouble.filter(here);
  const troubled = num(
    met.find((row) => num(row, 'any') === 1),
    'journeys',
  );
  const known = of.entered > 0 && watched.length > 0;
  const free = known ? 1 - troubled / of.entered : 0;
  const [low, high] = wilsonInterval(free, of.entered);
  const answers = said.filter(here);
  const verdictOf = (kind: string) =>
    surveyVerdict(
      kind,
      answers.filter((row) => text(row, 'kind') === kind),
    );
  return {
    index: known ? 100 * free : null,
    interval: known ? [100 * low, 100 * high] : null,
    troubled,
    signals: met
      .filter((row) => num(row, 'any') === 0)
      .map((row) => ({
        signal: text(row, 'signal'),
        journeys: num(row, 'journeys'),
        share: num(row, 'journeys') / of.entered,
        events: num(row, 'events'),
      }))
      .sort((a, b) => b.journeys - a.journeys || (a.signal < b.signal ? -1 : 1)),
    survey: {
      answers: surveyVerdict('', answers).answers,
      satisfied: verdictOf('csat').satisfied,
      nps: verdictOf('nps').nps,
    },
  };
}
