/** What a survey says in one language; what is left out is said in English. */
export interface SurveyTexts {
  question?: string | undefined;
  /** Of `csat`: the five answers in words, the worst first. Heard by those who do not see the faces. */
  scale?: string[] | undefined;
  /** Of `nps`: what 0 and 10 mean. */
  low?: string | undefined;
  high?: string | undefined;
  /** Of `question`: the answers to choose from, each under the word that is recorded: `{ price: 'Too expensive' }`. */
  choices?: Record<string, string> | undefined;
  /** Label of the field for a few words more. */
  comment?: string | undefined;
  send?: string | undefined;
  thanks?: string | undefined;
  close?: string | undefined;
}

/**
 * One survey: what it asks, and when. Exactly one of `after` and `leaving` says when. The same as the schema of that
 * name, said anew so that who installs the tag needs no schema.
 * @example { name: 'after_purchase', kind: 'csat', after: 'purchase', one_in: 4 }
 */
export interface Survey {
  /** What its answers are known by: letters, digits, `_` and `-`. */
  name: string;
  /** `csat`: five faces, 1 to 5. `nps`: 0 to 10. `question`: choices, or a field for words where there are none. */
  kind: 'csat' | 'nps' | 'question';
  /** Asked once one of these events is recorded. */
  after?: string | string[] | undefined;
  /** Paths of the checkout, `*` for any characters: asked when the shopper turns away from them without ordering. */
  leaving?: string | string[] | undefined;
  /** With `leaving`: events after which turning away is no loss; by default `purchase`. */
  unless?: string | string[] | undefined;
  /** With `after`: only on these paths. */
  path?: string | string[] | undefined;
  /** Of so many shoppers one is asked; by default every one. */
  one_in?: number | undefined;
  /** Days for which a shopper who was asked is not asked this again; by default 90. */
  rest_days?: number | undefined;
  /** Seconds between the occasion and the question; by default 2. */
  delay_seconds?: number | undefined;
  /** By language, as in `<html lang>`: `de`, or `de-AT`. */
  texts?: Record<string, SurveyTexts> | undefined;
}
