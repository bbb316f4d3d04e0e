// The survey file, dp-survey.js: asks the shopper a question, as `data-survey` of the tag says.
import type { Browser } from './browser.ts';
import { watchSurveys } from './survey/watch-surveys.ts';

const script = document.querySelector<HTMLScriptElement>('script[data-survey]');
watchSurveys(window as Browser);
if (script) {
  const { survey = '', site = '', endpoint } = script.dataset;
  const say = (what: unknown) => (window.desirepath as ((...call: unknown[]) => void) | undefined)?.('survey', what);
  if (/^\s*[[{]/.test(survey)) say(survey);
  else {
    // What goes wrong is said by `debug`.
    const url = survey === 'on' ? new URL(`v1/surveys?key=${site}`, endpoint ? `${endpoint}/` : script.src) : survey;
    fetch(url)
      .then((answer) => answer.text())
      .then(say, say);
  }
}
