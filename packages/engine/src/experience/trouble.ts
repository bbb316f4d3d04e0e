import type { Params } from '../questions/params.ts';

/** Events that tell of trouble by their name, whether or not the map makes touchpoints of them. */
const TROUBLE = ['error', 'rage_click', 'dead_click', 'form_abandon', 'coupon_failed', 'payment_failed'] as const;

/** Vitals in `nums` of the event `web_vital`, with the value from which Google's scale calls them poor. */
export const VITALS = { lcp: 4000, inp: 500, cls: 0.25 } as const;

/** What the tag sends while it watches, beside trouble: where none of it came, no trouble is not the same as none met. */
const WATCHING = ['web_vital', 'engagement', 'form_start', 'form_submit', 'element_click', 'survey_shown'] as const;

/** SQL over the columns of `events`. */
export interface TroubleText {
  /** Whether the event may tell of trouble or of vitals, by its name alone: asked first, the properties of other events are not read. */
  named: string;
  /** Whether the event tells of trouble. */
  where: string;
  /** Which; only where it does. */
  signal: string;
}

/** Trouble that one event is: one of {@link TROUBLE}, or a search that is said to have found nothing. */
export function troubleText(params: Params): TroubleText {
  return {
    named: `name IN ${params.add('told_by', 'Array(String)', [...TROUBLE, 'search', 'web_vital'])}`,
    where: `(name IN ${params.add('trouble', 'Array(String)', TROUBLE)} OR (name = 'search' AND mapContains(nums, 'results') AND nums['results'] = 0))`,
    signal: "if(name = 'search', 'empty_search', name)",
  };
}

/** The same with poor vitals, of which an event may tell several: `signal` is an Array(String). */
export function troublesText(params: Params): Omit<TroubleText, 'named'> {
  const { named, where, signal } = troubleText(params);
  const vitals = Object.entries(VITALS).map(([vital, limit]) => ({
    name: `'poor_${vital}'`,
    // What is not there is 0, which is never poor.
    poor: `nums['${vital}'] > ${limit}`,
  }));
  return {
    where: `${named} AND (${where} OR (name = 'web_vital' AND (${vitals.map(({ poor }) => poor).join(' OR ')})))`,
    signal: `if(name = 'web_vital', arrayConcat(${vitals.map(({ name, poor }) => `if(${poor}, [${name}], [])`).join(', ')}), [${signal}])`,
  };
}

/** SQL condition on `events`: what shows that trouble would have been told. */
export function watchedText(params: Params): string {
  return `name IN ${params.add('watching', 'Array(String)', [...WATCHING, ...TROUBLE])}`;
}
