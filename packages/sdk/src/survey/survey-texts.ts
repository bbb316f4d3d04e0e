import type { Survey, SurveyTexts } from './survey.ts';

type Complete = { [K in keyof SurveyTexts]-?: NonNullable<SurveyTexts[K]> };

/** What a survey says on a page, and the language it says it in. */
export interface Said extends Complete {
  language: string;
}

/**
 * What a survey says on a page of this language: its own texts of the language, or of the language without the region,
 * else the first that it has; in English what they leave out.
 * @param language as in `<html lang>`, may be empty
 */
export function textsOf({ kind, texts = {} }: Survey, language: string): Said {
  const known = [language, language.replace(/-.*/, ''), ...Object.keys(texts)].find((one) => texts[one]) ?? 'en';
  return {
    language: known,
    question: kind === 'nps' ? 'How likely are you to recommend us?' : 'How was your order?',
    scale: ['Very bad', 'Bad', 'Okay', 'Good', 'Very good'],
    low: 'Not likely',
    high: 'Very likely',
    choices: {},
    comment: 'Anything to add?',
    send: 'Send',
    thanks: 'Thank you.',
    close: 'Close',
    ...(texts[known] as Partial<Complete>),
  };
}
