// The survey file, dp-survey.js: asks the shopper a question, as `data-survey` of the tag says.
import type { Browser } from './browser.ts';
import { watchSurveys } from './survey/watch-surveys.ts';

const script = document.querySelector<HTMLScriptElement>('script[data-survey]');
watchSurveys(
  window as Browser,
  script &&
    (() => {
      const { survey = '', site, endpoint } = script.dataset;
      const say = (what: unknown) => (window.desirepath as unknown as (...call: unknown[]) => void)('survey', what);
      if (/^\s*[[{]/.test(survey)) say(survey);
      else {
        // What goes wrong is said by `debug`.
        fetch(survey === 'on' ? new URL(`${endpoint ? `${endpoint}/` : ''}v1/surveys?key=${site}`, script.src) : survey)
          .then((answer) => answer.text())
          .then(say, say);
      }
    }),
);
