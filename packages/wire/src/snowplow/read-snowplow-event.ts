import { eventId } from '../dialect/event-id.ts';
import { type Fields, own, textIn } from '../dialect/fields.ts';
import type { Translated } from '../dialect/judge.ts';
import { Refusal } from '../normalise/refusal.ts';
import { nameSnowplow } from './name-snowplow.ts';
import { entitiesOf, type SelfDescribing, unstructEvent } from './self-describing.ts';

/** Entities of the tracker that have a place of their own, or say nothing that is kept. */
const STANDARD = /^(com\.snowplowanalytics\.|org\.w3|org\.ietf|com\.google\.|nl\.basjes)/;
const SHOPPER = 'com.snowplowanalytics.snowplow.ecommerce';

/**
 * Translates one event of Snowplow's tracker protocol.
 *
 * @param equal counts equal events
 * @throws Refusal where its kind is unknown or what is embedded in it cannot be read
 */
export function readSnowplowEvent(event: Fields, received: number, equal: (content: unknown) => number): Translated {
  const kind = textIn(event, 'e');
  if (kind === undefined) throw new Refusal('bad_event', 'e', 'The event has no "e"; send its kind there, such as pv.');
  const entities = entitiesOf(event);
  const { name, params } = nameSnowplow(kind, event, unstructEvent(event), entities);
  const said = textIn(event, 'ttm') ?? textIn(event, 'dtm');
  const [, width, height] = /^(\d{1,6})x(\d{1,6})$/.exec(textIn(event, 'vp') ?? '') ?? [];
  const sequence = Number(textIn(session(entities), 'eventIndex'));
  return {
    sdk: textIn(event, 'tv') ?? 'snowplow',
    sentAt: moment(textIn(event, 'stm')),
    age: said === undefined ? 0 : undefined,
    event: {
      id: eventId('snowplow', own(event, 'eid'), () => ({
        content: event,
        time: said ?? received,
        occurrence: equal(event),
      })),
      name,
      time: said === undefined ? received : moment(said),
      seq: Number.isInteger(sequence) && sequence >= 0 && sequence < 2 ** 32 ? sequence : undefined,
      visitor: visitorOf(event, entities),
      user_id: textIn(event, 'uid') ?? shopper(entities),
      session: textIn(event, 'sid') ?? textIn(session(entities), 'sessionId'),
      tab: textIn(dataOf(entities, 'web_page'), 'tabId'),
      page: { url: textIn(event, 'url'), title: textIn(event, 'page'), referrer: textIn(event, 'refr') },
      language: textIn(event, 'lang')?.slice(0, 40),
      viewport: width === undefined ? undefined : [Number(width), Number(height)],
      params: { ...params, ...others(entities) },
    },
  };
}

/**
 * The browser: its own id, else, where the tracker is anonymous, the session, else the page. An event that not even the page holds
 * together with others belongs to nobody.
 */
function visitorOf(event: Fields, entities: readonly SelfDescribing[]): string | undefined {
  const known = textIn(event, 'duid') ?? textIn(session(entities), 'userId') ?? textIn(event, 'nuid');
  if (known !== undefined && known !== NOBODY) return known;
  const visit = textIn(event, 'sid') ?? textIn(session(entities), 'sessionId');
  if (visit !== undefined) return `session:${visit}`;
  const page = textIn(dataOf(entities, 'web_page'), 'id');
  return page === undefined ? undefined : `page:${page}`;
}

/** What an anonymous tracker puts where the user's id would be. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

function session(entities: readonly SelfDescribing[]): Fields {
  return dataOf(entities, 'client_session');
}

function dataOf(entities: readonly SelfDescribing[], name: string): Fields {
  return entities.find((one) => one.name === name && STANDARD.test(one.vendor))?.data ?? {};
}

/** A guest's id is not that of a person. */
function shopper(entities: readonly SelfDescribing[]): string | undefined {
  const user = entities.find(({ vendor, name }) => vendor === SHOPPER && name === 'user')?.data ?? {};
  return own(user, 'is_guest') === true ? undefined : textIn(user, 'id');
}

/** Entities of the shop's own, each under the name of its schema. */
function others(entities: readonly SelfDescribing[]): Record<string, unknown> {
  const found: Record<string, unknown> = Object.create(null);
  for (const { vendor, name, data } of entities) if (!STANDARD.test(vendor)) found[name] = data;
  return found;
}

/** The protocol writes moments as texts of milliseconds; what is no number is passed on, to be refused with the event. */
function moment(text: string | undefined): unknown {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : text;
}
