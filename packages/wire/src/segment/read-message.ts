import { commerceReader, type NamedEvent } from '../commerce/commerce-reader.ts';
import { customTraits } from '../dialect/custom-traits.ts';
import { eventId } from '../dialect/event-id.ts';
import { type Fields, fieldsOf, own, textIn, without } from '../dialect/fields.ts';
import type { Translated } from '../dialect/judge.ts';
import { campaignOf } from '../normalise/campaign-of.ts';
import { parseUrl } from '../normalise/parse-url.ts';
import { Refusal } from '../normalise/refusal.ts';
import { SEGMENT_TABLE } from './segment-table.ts';

const TYPES = ['track', 'page', 'identify', 'alias', 'group', 'screen'] as const;
/** The calls of Segment's specification. */
export type SegmentType = (typeof TYPES)[number];

/** What a page call repeats of the page itself. */
const PAGE_FIELDS = new Set([
  'url',
  'title',
  'referrer',
  'path',
  'search',
  'referring_domain',
  'tab_url',
  'initial_referrer',
  'initial_referring_domain',
  'name',
  'category',
]);
const CAMPAIGN_FIELDS = ['source', 'medium', 'name', 'term', 'content'] as const;
const DEVICES: Readonly<Record<string, string>> = { ios: 'mobile', android: 'mobile' };

const readTrack = commerceReader(SEGMENT_TABLE);

/**
 * Translates one message of Segment or RudderStack.
 *
 * @param shared what the batch says of all its messages
 * @param equal counts equal messages
 * @throws Refusal where the type is unknown or a track call has no name
 */
export function readMessage(
  message: Fields,
  shared: Fields,
  received: number,
  equal: (content: unknown) => number,
): Translated {
  const type = own(shared, 'type') ?? own(message, 'type');
  if (!isType(type)) {
    throw new Refusal('bad_event', 'type', `The message has no known type; send one of ${TYPES.join(', ')}.`);
  }
  const context = { ...fieldsOf(own(shared, 'context')), ...fieldsOf(own(message, 'context')) };
  const properties = fieldsOf(own(message, 'properties'));
  const said = own(message, 'originalTimestamp') ?? own(message, 'timestamp') ?? undefined;
  const library = fieldsOf(own(context, 'library'));
  const { name, params } = named(type, message, properties, context);
  return {
    sdk: [textIn(library, 'name') ?? 'segment', textIn(library, 'version')].filter(Boolean).join('/'),
    sentAt: own(message, 'sentAt') ?? own(shared, 'sentAt'),
    age: said === undefined ? 0 : undefined,
    event: {
      id: eventId('segment', own(message, 'messageId'), () => ({
        content: message,
        time: said ?? received,
        occurrence: equal(message),
      })),
      name,
      time: said ?? received,
      visitor: textIn(message, type === 'alias' ? 'previousId' : 'anonymousId'),
      user_id: textIn(message, 'userId'),
      session: textIn(context, 'sessionId'),
      ...surroundings(context, type === 'page' ? properties : {}),
      params,
    },
  };
}

function named(type: SegmentType, message: Fields, properties: Fields, context: Fields): NamedEvent {
  switch (type) {
    case 'track': {
      const event = textIn(message, 'event');
      if (event === undefined) {
        throw new Refusal('bad_event', 'event', 'The track call has no "event"; send the name of what happened.');
      }
      return readTrack(event, properties);
    }
    case 'page':
      return { name: 'page_view', params: titled('page', message, without(properties, PAGE_FIELDS)) };
    case 'screen':
      return { name: 'screen_view', params: titled('screen', message, without(properties, PAGE_FIELDS)) };
    case 'group':
      return { name: 'group', params: { ...traitsOf(message, {}), group_id: own(message, 'groupId') } };
    case 'alias':
      return { name: 'identify', params: {} };
    case 'identify':
      return { name: 'identify', params: traitsOf(message, context) };
  }
}

function titled(what: string, message: Fields, params: Record<string, unknown>): Record<string, unknown> {
  const properties = fieldsOf(own(message, 'properties'));
  const name = textIn(message, 'name') ?? textIn(properties, 'name');
  const category = textIn(message, 'category') ?? textIn(properties, 'category');
  if (name !== undefined) params[`${what}_name`] = name;
  if (category !== undefined) params[`${what}_category`] = category;
  return params;
}

function traitsOf(message: Fields, context: Fields): Record<string, unknown> {
  const traits = customTraits({ ...fieldsOf(own(context, 'traits')), ...fieldsOf(own(message, 'traits')) });
  return traits === undefined ? {} : { traits };
}

function surroundings(context: Fields, pageCall: Fields): Record<string, unknown> {
  const page = { ...fieldsOf(own(context, 'page')), ...pageCall };
  const screen = fieldsOf(own(context, 'screen'));
  const [width, height] = [own(screen, 'innerWidth'), own(screen, 'innerHeight')];
  const device = textIn(fieldsOf(own(context, 'device')), 'type');
  const url = textIn(page, 'url');
  const referrer = textIn(page, 'referrer');
  return {
    page: { url, title: textIn(page, 'title'), referrer: referrer === '$direct' ? undefined : referrer },
    campaign: campaign(fieldsOf(own(context, 'campaign')), url),
    language: textIn(context, 'locale')?.slice(0, 40),
    viewport: typeof width === 'number' && typeof height === 'number' ? [width, height] : undefined,
    device: device === undefined ? undefined : DEVICES[device.toLowerCase()],
    os: textIn(fieldsOf(own(context, 'os')), 'name')?.slice(0, 80),
  };
}

/** What the address says counts: it has the click ids too. The client's own reading is for events without one. */
function campaign(said: Fields, url: string | undefined): Record<string, string | undefined> | undefined {
  if (url !== undefined && Object.keys(campaignOf(parseUrl(url).query)).length > 0) return undefined;
  const fields = CAMPAIGN_FIELDS.map((field) => [field, textIn(said, field)] as const);
  return fields.some(([, value]) => value !== undefined) ? Object.fromEntries(fields) : undefined;
}

function isType(type: unknown): type is SegmentType {
  return (TYPES as readonly unknown[]).includes(type);
}
