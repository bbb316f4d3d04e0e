import { commerceReader, type NamedEvent } from '../commerce/commerce-reader.ts';
import { customTraits } from '../dialect/custom-traits.ts';
import { eventId } from '../dialect/event-id.ts';
import { type Fields, fieldsOf, own, textIn } from '../dialect/fields.ts';
import type { Translated } from '../dialect/judge.ts';
import { Refusal } from '../normalise/refusal.ts';
import type { WireContext } from '../normalise/wire-context.ts';
import { POSTHOG_OWN, POSTHOG_TABLE } from './posthog-table.ts';
import { whoIs } from './who-is.ts';

const readCustom = commerceReader(POSTHOG_TABLE);
const UTM = [
  ['source', 'utm_source'],
  ['medium', 'utm_medium'],
  ['name', 'utm_campaign'],
  ['term', 'utm_term'],
  ['content', 'utm_content'],
] as const;
/** Properties without a `$` that are PostHog's own all the same. */
const TECHNICAL = new Set(['token', 'distinct_id', 'alias', 'title', ...UTM.map(([, parameter]) => parameter)]);
/** The few of PostHog's own properties that say what happened, by the names they get here. */
const KEPT: readonly [own: string, name: string][] = [
  ['$el_text', 'element_text'],
  ['$event_type', 'event_type'],
  ['$group_type', 'group_type'],
  ['$group_key', 'group_id'],
  ['$screen_name', 'screen_name'],
  ['$exception_type', 'error_type'],
  ['$exception_message', 'error_message'],
  ['$feature_flag', 'feature_flag'],
  ['$feature_flag_response', 'feature_flag_response'],
];

/**
 * Translates one event of PostHog. Its own properties (`$…`) become what the columns have a place for, and are left out otherwise.
 *
 * @param sentAt the client's clock when it sent the request
 * @param equal counts equal events
 */
export function readPosthogEvent(
  event: Fields,
  sentAt: unknown,
  context: WireContext,
  equal: (content: unknown) => number,
): Translated {
  const given = textIn(event, 'event');
  if (given === undefined) throw new Refusal('bad_event', 'event', 'The event has no "event"; send its name there.');
  const properties = fieldsOf(own(event, 'properties'));
  const said = own(event, 'timestamp') ?? own(properties, 'timestamp') ?? undefined;
  const { name, params } = named(given, event, properties);
  const [width, height] = [own(properties, '$viewport_width'), own(properties, '$viewport_height')];
  const referrer = textIn(properties, '$referrer');
  const url = textIn(properties, '$current_url');
  return {
    sdk: [textIn(properties, '$lib') ?? 'posthog', textIn(properties, '$lib_version')].filter(Boolean).join('/'),
    sentAt: typeof sentAt === 'string' && /^\d{1,15}$/.test(sentAt) ? Number(sentAt) : sentAt,
    age: said === undefined ? offsetOf(event) : undefined,
    event: {
      id: eventId('posthog', own(event, 'uuid') ?? own(properties, '$insert_id'), () => ({
        content: event,
        time: said ?? context.received,
        occurrence: equal(event),
      })),
      name,
      time: said ?? context.received,
      ...whoIs(given, event, properties),
      session: textIn(properties, '$session_id'),
      tab: textIn(properties, '$window_id'),
      page: {
        url,
        title: textIn(properties, 'title') ?? textIn(properties, '$title'),
        referrer: referrer === '$direct' ? undefined : referrer,
      },
      // PostHog repeats the campaign of the first page on every event; the page's own address tells it as it is.
      campaign: url === undefined ? campaign(properties) : undefined,
      language: textIn(properties, '$browser_language')?.slice(0, 40),
      viewport: typeof width === 'number' && typeof height === 'number' ? [width, height] : undefined,
      device: textIn(properties, '$device_type')?.toLowerCase().slice(0, 40),
      browser: textIn(properties, '$browser')?.slice(0, 80),
      os: textIn(properties, '$os')?.slice(0, 80),
      params,
    },
  };
}

function named(given: string, event: Fields, properties: Fields): NamedEvent {
  const custom: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(properties)) {
    if (!name.startsWith('$') && !TECHNICAL.has(name)) custom[name] = properties[name];
  }
  for (const [from, to] of KEPT) {
    const value = own(properties, from);
    if (value !== undefined) custom[to] = value;
  }
  if (!given.startsWith('$')) return readCustom(given, custom);
  const rule = POSTHOG_OWN.find(
    ({ from, when }) =>
      from === given && (when === undefined || when.is === undefined || textIn(properties, when.field) === when.is),
  );
  const name = rule?.to ?? given.slice(1);
  if (name !== 'identify') return { name, params: custom };
  const set = { ...fieldsOf(own(event, '$set')), ...fieldsOf(own(properties, '$set')) };
  const traits = customTraits(set);
  return { name, params: traits === undefined ? custom : { ...custom, traits } };
}

/** Some clients say how long before sending it was, instead of when. */
function offsetOf(event: Fields): number {
  const offset = own(event, 'offset');
  return typeof offset === 'number' && offset >= 0 ? Math.floor(offset) : 0;
}

function campaign(properties: Fields): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [field, parameter] of UTM) {
    const value = textIn(properties, parameter);
    if (value !== undefined) found[field] = value;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}
