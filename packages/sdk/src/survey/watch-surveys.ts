import type { Browser } from '../browser.ts';
import type { Desirepath } from '../desirepath.ts';
import { openCard } from './open-card.ts';
import type { Survey } from './survey.ts';
import { dueAt, type Holds, isDrawn, isResting, noteShown, TURN } from './survey-rules.ts';

/** Under the tag's own prefix: who takes consent back leaves nothing behind. */
const KEY = 'dp.survey';
const DELAY_SECONDS = 2;

/** The command function once the tag is there. */
type Started = Desirepath & Required<Pick<Desirepath, 'q' | 's'>>;

/**
 * Shows the surveys that `desirepath('survey', …)` names, when their rules say so. An answer is an event `survey`, and a
 * card that was seen an event `survey_shown`. Both go through the tag, and the card follows its own event: where the tag
 * records nothing, for want of consent, nothing is shown, and nothing is stored or asked for either.
 * @param begin called at the first event that was recorded on this page: from then on there is consent
 */
export function watchSurveys(window: Browser, begin?: (() => void) | null): void {
  const { document, location } = window;
  const tag = window.desirepath as Started | undefined;
  if (!tag?.v) {
    // Rendered ahead: the tag itself begins when the page is shown, and before this. Until then the queue is the tag's.
    document.addEventListener('prerenderingchange', () => watchSurveys(window, begin));
    return;
  }
  // Without style sheets of this kind (browsers before 2023) none can be set that every policy allows.
  if (tag.q.push !== [].push || !document.adoptedStyleSheets) return;
  const surveys: Survey[] = [];
  /** Of those that are due in a moment, by name. */
  const timers: Record<string, number> = {};
  /** What happened on this page, for surveys that are named later. */
  let past: string[] = [];
  /** What was stored, once an event shows that it may be. */
  let holds: Holds | undefined;
  let tab = '';
  let asking: Survey | undefined;
  let close: (() => void) | undefined;

  const happens = (event: string, survey: Survey): void => {
    const known = holds as Holds;
    const { name } = survey;
    // Shops that route by the fragment have their path there.
    const path = location.pathname + (/^#\/.*/.exec(location.hash) ?? '');
    const due = dueAt(survey, event, path, tab, known, Date.now());
    if (due === false) {
      window.clearTimeout(timers[name]);
      timers[name] = 0;
    }
    if (!due || timers[name] || !isDrawn(survey, known, Date.now(), Math.random())) return;
    const ask = (): void => {
      timers[name] = 0;
      if (close || isResting(survey, known, Date.now())) return;
      asking = survey;
      tag('event', 'survey_shown', { name });
    };
    // Who turns away may be gone in a moment.
    if (event) timers[name] = window.setTimeout(ask, (survey.delay_seconds ?? DELAY_SECONDS) * 1000);
    else ask();
  };
  const hear = (entry: unknown): void => {
    if (typeof entry === 'string') {
      if (!holds) {
        holds = {};
        try {
          tab = window.sessionStorage.dp;
          holds = JSON.parse(window.localStorage[KEY]) as Holds;
        } catch {
          // Nothing there yet, or storage is forbidden.
        }
        begin?.();
      }
      past = entry === 'page_view' ? [] : past;
      past.push(entry);
      if (asking && entry === 'survey_shown') {
        noteShown(asking, tab, holds, Date.now());
        close = openCard(
          document,
          asking,
          (answer) => tag('event', 'survey', answer),
          () => {
            close = undefined;
          },
        );
        asking = undefined;
      }
      for (const survey of surveys) happens(entry, survey);
    } else {
      const [command, what] = entry as [string, unknown];
      if (command === 'survey') {
        for (const survey of [typeof what === 'string' ? JSON.parse(what) : what].flat() as Survey[]) {
          if (!survey.name || !survey.kind || !survey.after === !survey.leaving) {
            throw new TypeError('A survey needs name, kind, after or leaving.');
          }
          surveys.push(survey);
          for (const event of past) happens(event, survey);
        }
      }
    }
    try {
      // The tag keeps who this is only where that is allowed; an earlier visit may have been. What holds no more is forgotten.
      if (holds && window.localStorage.dp) {
        window.localStorage[KEY] = JSON.stringify(holds, (_, until) => (until < Date.now() ? undefined : until));
      }
    } catch {
      // Full or forbidden: asked again on the next page rather than never.
    }
  };

  const before = tag.q.splice(0);
  // From here on each is heard at once. What is thrown, the tag catches and `debug` shows.
  tag.q.push = hear as typeof tag.q.push;
  for (const entry of before) {
    if (typeof entry === 'string') hear(entry);
    else (tag as (...call: unknown[]) => void)(...(entry as unknown[]));
  }
  document.documentElement.addEventListener(
    'mouseleave',
    ({ clientY }) => {
      if (clientY <= 0 && holds) for (const survey of surveys) happens(TURN, survey);
    },
    { signal: tag.s },
  );
  tag.s.onabort = () => close?.();
}
