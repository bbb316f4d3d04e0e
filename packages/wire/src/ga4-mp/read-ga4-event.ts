import { customTraits } from '../dialect/custom-traits.ts';
import { eventId } from '../dialect/event-id.ts';
import { type Fields, fieldsOf, own, textIn, without } from '../dialect/fields.ts';
import type { Translated } from '../dialect/judge.ts';

/** Parameters that have a place of their own. */
const PLACED = new Set([
  'page_location',
  'page_title',
  'page_referrer',
  'session_id',
  'ga_session_id',
  'language',
  'user_id',
  'debug_mode',
  'timestamp_micros',
]);
/** Parameters of `campaign_details`, and the attribution that an event may carry. */
const CAMPAIGN: readonly [parameter: string, field: string][] = [
  ['source', 'source'],
  ['medium', 'medium'],
  ['campaign', 'name'],
  ['term', 'term'],
  ['content', 'content'],
];
const CAMPAIGN_FIELDS = new Set(CAMPAIGN.map(([parameter]) => parameter));

/**
 * Translates one event of the Measurement Protocol. Its vocabulary is the one used here already.
 *
 * @param body what the request says of all its events
 * @param equal counts equal events
 */
export function readGa4Event(
  event: Fields,
  body: Fields,
  received: number,
  equal: (content: unknown) => number,
): Translated {
  const params = fieldsOf(own(event, 'params'));
  const device = fieldsOf(own(body, 'device'));
  const micros = own(event, 'timestamp_micros') ?? own(params, 'timestamp_micros') ?? own(body, 'timestamp_micros');
  const time = micros === undefined || micros === null ? received : fromMicros(micros);
  const who = {
    visitor: textIn(body, 'client_id') ?? textIn(body, 'app_instance_id'),
    user_id: textIn(body, 'user_id'),
  };
  const campaign = CAMPAIGN.map(([parameter, field]) => [field, textIn(params, parameter)] as const);
  const hasCampaign = own(event, 'name') === 'campaign_details' || textIn(params, 'source') !== undefined;
  return {
    sdk: 'ga4-mp',
    event: {
      // The protocol has no ids. With a time of its own an event sent again is known again; without one it is a new one.
      id: eventId('ga4', undefined, () => ({ content: [who, event], time, occurrence: equal(event) })),
      name: own(event, 'name'),
      time,
      ...who,
      session: textIn(params, 'session_id') ?? textIn(params, 'ga_session_id'),
      page: {
        url: textIn(params, 'page_location'),
        title: textIn(params, 'page_title'),
        referrer: textIn(params, 'page_referrer'),
      },
      campaign: hasCampaign ? Object.fromEntries(campaign.filter(([, value]) => value !== undefined)) : undefined,
      language: (textIn(params, 'language') ?? textIn(device, 'language'))?.slice(0, 40),
      device: textIn(device, 'category')?.slice(0, 40),
      browser: textIn(device, 'browser')?.slice(0, 80),
      os: textIn(device, 'operating_system')?.slice(0, 80),
      country: textIn(fieldsOf(own(body, 'user_location')), 'country_id')?.slice(0, 80),
      params: {
        ...without(without(params, PLACED), hasCampaign ? CAMPAIGN_FIELDS : new Set()),
        ...userProperties(fieldsOf(own(body, 'user_properties'))),
      },
    },
  };
}

/** `{ tier: { value: 'gold' } }` as traits. */
function userProperties(properties: Fields): { traits?: Record<string, unknown> } {
  const values = Object.entries(properties).map(([name, one]) => [name, own(fieldsOf(one), 'value')] as const);
  const traits = customTraits(Object.fromEntries(values.filter(([, value]) => value !== undefined)));
  return traits === undefined ? {} : { traits };
}

/** Milliseconds of microseconds; what is no number is passed on, to be refused with the event. */
function fromMicros(micros: unknown): unknown {
  const number = typeof micros === 'string' && /^\d{1,17}$/.test(micros) ? Number(micros) : micros;
  return typeof number === 'number' ? Math.floor(number / 1000) : 'no time';
}
