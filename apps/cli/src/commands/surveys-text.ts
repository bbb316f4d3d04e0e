import type { SurveysAnswer } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { percent } from './percent.ts';

type Said = SurveysAnswer['surveys'][number];

/** One line a survey, and one beneath it for each stage that its answers were given in. */
export function surveysText(answer: SurveysAnswer): string {
  return table(
    ['Survey', 'kind', 'shown', 'answers', 'mean', 'satisfied', 'NPS'],
    answer.surveys.flatMap((survey) => [
      [survey.name, survey.kind, countText(survey.shown), ...figures(survey)],
      ...survey.stages.map((stage) => [`  ${stage.number} ${stage.name}`, '', '', ...figures(stage)]),
    ]),
  );
}

function figures({ answers, mean, satisfied, nps }: Pick<Said, 'answers' | 'mean' | 'satisfied' | 'nps'>): string[] {
  return [
    countText(answers),
    mean === null ? '-' : mean.toFixed(2),
    percent(satisfied?.share ?? null),
    nps === null ? '-' : nps.points.toFixed(0),
  ];
}
