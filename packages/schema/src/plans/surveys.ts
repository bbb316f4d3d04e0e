import { z } from 'zod';
import { answerBase, countSchema, intervalSchema, shareSchema } from '../answer-base.ts';
import { limitSchema, planBase } from '../plan-base.ts';

/** What shoppers said when they were asked, and where in their journey they were. */
export const surveysPlanSchema = z.strictObject({
  plan: z.literal('surveys'),
  ...planBase,
  /** Surveys given, those with the most answers. */
  limit: limitSchema.default(20),
});
export type SurveysPlan = z.infer<typeof surveysPlanSchema>;

/** What a number of answers come to; null where none of them has a score of that kind. */
const verdict = {
  answers: countSchema,
  /** Mean score. */
  mean: z.number().nullable(),
  /** `csat`: share of scores of 4 or 5, with its interval. */
  satisfied: z.object({ share: shareSchema, interval: intervalSchema }).nullable(),
  /** `nps`: share of 9 and 10 less share of 0 to 6, in points from -100 to 100, with its interval. */
  nps: z.object({ points: z.number(), interval: intervalSchema }).nullable(),
};

export const surveysAnswerSchema = z.object({
  plan: z.literal('surveys'),
  ...answerBase,
  /** Those with the most answers first. */
  surveys: z.array(
    z.object({
      name: z.string(),
      /** `csat`, `nps` or `question`, as most answers say; empty where nobody has answered yet. */
      kind: z.string(),
      /** How often it was seen; 0 where its answers came from elsewhere. */
      shown: countSchema,
      ...verdict,
      /** Answers by score, and by choice, in their order. */
      scores: z.array(z.object({ score: z.number(), answers: countSchema })),
      choices: z.array(z.object({ choice: z.string(), answers: countSchema })),
      /** By the furthest stage that the journey had reached when the answer was given; 0 is before any. */
      stages: z.array(z.object({ number: countSchema, stage: z.string(), name: z.string(), ...verdict })),
    }),
  ),
});
export type SurveysAnswer = z.infer<typeof surveysAnswerSchema>;
