import { z } from 'zod';

const words = z.union([z.string().min(1).max(100), z.array(z.string().min(1).max(100)).min(1).max(20)]);
const text = z.string().min(1).max(300);

/** What a survey says in one language; what is left out is said in English. */
export const surveyTextsSchema = z.strictObject({
  question: text.optional(),
  /** Of `csat`: the five answers in words, the worst first. Heard by those who do not see the faces. */
  scale: z.array(text).length(5).optional(),
  /** Of `nps`: what 0 and 10 mean. */
  low: text.optional(),
  high: text.optional(),
  /** Of `question`: the answers to choose from, each under the word that is recorded: `{ price: 'Too expensive' }`. */
  choices: z.record(z.string().regex(/^\w{1,60}$/), text).optional(),
  /** Label of the field for a few words more. */
  comment: text.optional(),
  send: text.optional(),
  thanks: text.optional(),
  close: text.optional(),
});
export type SurveyTexts = z.infer<typeof surveyTextsSchema>;

/**
 * One survey that the tag shows on the shop's pages: what it asks, and when. Exactly one of `after` and `leaving` says
 * when.
 *
 * @example
 * ```json
 * { "name": "after_purchase", "kind": "csat", "after": "purchase", "one_in": 4, "rest_days": 90 }
 * ```
 */
export const surveySchema = z
  .strictObject({
    /** What its answers are known by: letters, digits, `_` and `-`. */
    name: z.string().regex(/^[\w-]{1,60}$/, 'must be letters, digits, _ and -'),
    /** `csat`: five faces, 1 to 5. `nps`: 0 to 10. `question`: choices, or a field for words where there are none. */
    kind: z.enum(['csat', 'nps', 'question']),
    /** Asked once one of these events is recorded. */
    after: words.optional(),
    /** Paths of the checkout, `*` for any characters: asked when the shopper turns away from them without ordering. */
    leaving: words.optional(),
    /** With `leaving`: events after which turning away is no loss; by default `purchase`. */
    unless: words.optional(),
    /** With `after`: only on these paths. */
    path: words.optional(),
    /** Of so many shoppers one is asked; by default every one. */
    one_in: z.number().min(1).max(1e6).optional(),
    /** Days for which a shopper who was asked is not asked this again; by default 90. */
    rest_days: z.number().min(0).max(3650).optional(),
    /** Seconds between the occasion and the question; by default 2. */
    delay_seconds: z.number().min(0).max(600).optional(),
    /** By language, as in `<html lang>`: `de`, or `de-AT`. */
    texts: z.record(z.string(), surveyTextsSchema).optional(),
  })
  .refine(({ after, leaving }) => (after === undefined) !== (leaving === undefined), {
    error: 'a survey says either "after" (events) or "leaving" (paths)',
  })
  .refine(({ kind, texts }) => kind !== 'question' || Object.values(texts ?? {}).some(({ question }) => question), {
    error: 'a survey of kind "question" needs its question: texts: { en: { question: … } }',
    path: ['texts'],
  });
export type Survey = z.infer<typeof surveySchema>;

/**
 * Parameters of the event `survey`, one answer. Comments lose addresses and long numbers before they leave the page, and
 * are scrubbed again by the collector.
 */
export const surveyAnswerSchema = z.object({
  name: z.string(),
  kind: z.enum(['csat', 'nps', 'question']),
  /** 1 to 5 with `csat`, 0 to 10 with `nps`. */
  score: z.number().int().min(0).max(10).optional(),
  choice: z.string().optional(),
  /** It was given on the way out of the checkout, so it is no touchpoint of a stage after it. */
  leaving: z.boolean().optional(),
  comment: z.string().max(500).optional(),
});
export type SurveyAnswer = z.infer<typeof surveyAnswerSchema>;
