import type { SurveyAnswer } from '@desirepath/schema';
import type { Survey } from './survey.ts';
import { SURVEY_STYLE } from './survey-style.ts';
import { textsOf } from './survey-texts.ts';

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';
/** Thanks are read by then, ms. */
const THANKS = 5000;

/**
 * Shows a survey in a corner of the page, in a shadow root of its own, without covering or blocking the page: a dialog
 * that is not modal. It takes no focus when it comes, because the shopper may be typing, but is announced politely;
 * Escape closes it from within, and focus goes back to where it came from.
 * @param answer is called at most once
 * @param closed the card is gone
 * @returns takes the card away
 */
export function openCard(
  document: Document,
  survey: Survey,
  answer: (answer: SurveyAnswer) => void,
  closed: () => void,
): () => void {
  const { kind, name, leaving } = survey;
  const texts = textsOf(survey, document.documentElement.lang);
  const make = <T extends string>(
    tag: T,
    attributes: Record<string, string>,
    ...children: (Node | string)[]
  ): T extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[T] : HTMLElement => {
    const element = document.createElementNS(/svg|path/.test(tag) ? SVG : HTML, tag);
    for (const key in attributes) element.setAttribute(key, attributes[key] as string);
    element.append(...children);
    return element as never;
  };
  /** A face in a box of 24 by 24: `mood` from -2 to 2 bends its mouth. */
  const face = (mood: number): Node => {
    const d = `M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M9 9v1M15 9v1M8 ${15 - mood / 2}q4 ${mood * 2} 8 0`;
    return make('svg', { viewBox: '0 0 24 24' }, make('path', { d }));
  };
  const { scale, low, high, choices } = texts;
  const isWords = kind === 'question';
  const labels = (
    kind === 'csat' ? { ...scale } : kind === 'nps' ? { ...[low, ...Array(9).fill(''), high] } : choices
  ) as Record<string, string>;
  const options = Object.keys(labels).map((key) => {
    const label = labels[key] as string;
    const value = kind === 'csat' ? `${+key + 1}` : key;
    return make(
      'label',
      {},
      make('input', { type: 'radio', name: 'a', value, 'aria-label': isWords ? label : `${value} ${label}` }),
      make('span', {}, kind === 'csat' ? face(+key - 2) : isWords ? label : key),
    );
  });
  const comment = make('textarea', { id: 'c', maxlength: '500' });
  const more = make(
    'div',
    {},
    make('label', { for: 'c' }, make('small', {}, texts.comment)),
    comment,
    make('button', { class: 'send' }, texts.send),
  );
  more.hidden = !!options[0];
  const question = make('p', { id: 'q', role: 'status', tabindex: '-1' });
  const form = make(
    'form',
    {},
    question,
    make('div', { class: kind, role: 'radiogroup', 'aria-labelledby': 'q' }, ...options),
    make(
      'div',
      { class: 'ends', 'aria-hidden': 'true' },
      ...(isWords
        ? []
        : [make('small', {}, labels[0] as string), make('small', {}, Object.values(labels).pop() as string)]),
    ),
    more,
  );
  const close = make('button', { class: 'close', 'aria-label': texts.close }, '×');
  // Private: the tag's own watchers leave it alone.
  const host = make('dp-survey', { 'data-dp-private': '' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SURVEY_STYLE);
  root.adoptedStyleSheets = [sheet];
  root.append(make('section', { role: 'dialog', 'aria-labelledby': 'q', lang: texts.language }, form, close));
  document.body.append(host);
  // A region that comes with its text already in it is not read out.
  setTimeout(() => {
    question.textContent = texts.question;
  }, 100);

  let cameFrom: HTMLElement | null = null;
  let timer: ReturnType<typeof setTimeout>;
  const leave = (): void => {
    clearTimeout(timer);
    const hadFocus = root.activeElement;
    host.remove();
    if (hadFocus) cameFrom?.focus();
    closed();
  };
  form.onchange = () => {
    more.hidden = false;
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const chosen = new FormData(form).get('a') as string | null;
    const words = wordsOf(comment.value);
    if (!chosen && !words) return comment.focus();
    answer({
      name,
      kind,
      ...(leaving && { leaving: true }),
      ...(chosen && (isWords ? { choice: chosen } : { score: +chosen })),
      ...(words && { comment: words }),
    });
    question.textContent = texts.thanks;
    form.replaceChildren(question);
    // What had the focus is gone: without a new place it would start again at the top of the page.
    question.focus();
    timer = setTimeout(leave, THANKS);
  };
  close.onclick = leave;
  host.addEventListener('focusin', ({ relatedTarget }) => {
    cameFrom = (relatedTarget ?? cameFrom) as HTMLElement;
  });
  host.onkeydown = (event) => {
    // The shop's own shortcuts are not meant by what is typed here.
    event.stopPropagation();
    if (event.key === 'Escape') leave();
  };
  return leave;
}

/** A comment without what looks like an address, or like the number of a card, an order or a telephone. */
function wordsOf(text: string): string {
  return text
    .trim()
    .replace(/\S+@\S+/g, '…')
    .replace(/(?<!\w)\+?\d(?:[ ()/.-]*\d){6,}/g, '…');
}
