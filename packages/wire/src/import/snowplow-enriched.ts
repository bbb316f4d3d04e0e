import type { ClientEvent } from '@desirepath/schema';
import { type Fields, isFields } from '../dialect/fields.ts';
import { nameSnowplow } from '../snowplow/name-snowplow.ts';
import type { SelfDescribing } from '../snowplow/self-describing.ts';
import { compact } from './compact.ts';
import { importId } from './import-id.ts';
import { snakeCase } from './snake-case.ts';

/** Columns that the format `snowplow-enriched` needs: those of Snowplow's atomic events that every export of them has. */
export const SNOWPLOW_ENRICHED_COLUMNS = ['event_id', 'event_name', 'derived_tstamp', 'domain_userid'] as const;

/** Kinds of the tracker protocol by the name that enrichment gives their events. */
const KINDS: Readonly<Record<string, string>> = {
  page_view: 'pv',
  page_ping: 'pp',
  event: 'se',
  transaction: 'tr',
  transaction_item: 'ti',
};

/** A context or a self-describing event in a column of its own, named by vendor, schema and version. */
const SCHEMA_COLUMN = /^(contexts|unstruct_event)_(.+)_\d+_\d+_\d+$/;
const SHOP = 'com_snowplowanalytics_snowplow_ecommerce_';
const ECOMMERCE = 'com.snowplowanalytics.snowplow.ecommerce';
const VENDORS: readonly (readonly [prefix: string, vendor: string])[] = [
  [SHOP, ECOMMERCE],
  ['com_snowplowanalytics_snowplow_', 'com.snowplowanalytics.snowplow'],
  ['com_snowplowanalytics_mobile_', 'com.snowplowanalytics.mobile'],
];
/** The e-commerce action carries the name of its family, the contexts do not. */
const ACTION = 'snowplow_ecommerce_action';

/**
 * One row of Snowplow's enriched events (`atomic.events`, with its contexts in columns) as an event: named as the tracker
 * protocol's are. Its time is `derived_tstamp`, the client's corrected by Snowplow; its session goes along as a hint. A row
 * that does not say which action it is becomes `ecommerce_action`. A time that cannot be read is passed on as it stands, for the
 * collector to reject with the rest of the row.
 *
 * @param row columns by name, texts as in the file
 * @example snowplowEnriched({ event_id: '…', event_name: 'page_view', derived_tstamp: '2022-12-22 13:25:47.677', … }).name // 'page_view'
 */
export function snowplowEnriched(row: Record<string, string>): ClientEvent {
  const described = Object.entries(row).flatMap(([column, text]) => describedBy(column, text));
  const entities = described.filter(({ kind }) => kind === 'contexts').map(({ one }) => one);
  const unstruct = described.find(({ kind }) => kind === 'unstruct_event')?.one ?? namedBy(row);
  const kind = KINDS[row.event_name ?? ''] ?? 'ue';
  const fields: Fields = { se_ca: row.se_category, se_ac: row.se_action, se_la: row.se_label, se_pr: row.se_property };
  const { name, params } = nameSnowplow(kind, kind === 'se' ? compact(fields) : {}, unstruct, entities);
  const client = entities.find((one) => one.name === 'client_session')?.data ?? {};
  const shopper = entities.find(({ vendor, name }) => vendor === ECOMMERCE && name === 'user')?.data ?? {};
  const text = (fields: Fields, key: string) => (typeof fields[key] === 'string' ? fields[key] : undefined);
  const time = momentOf(row.derived_tstamp ?? '');
  const seq = Number(client.eventIndex ?? Number.NaN);
  const isGuest = String(shopper.is_guest ?? '').toLowerCase() === 'true';
  const id = row.event_id ?? '';
  return {
    ...compact({
      visitor: row.domain_userid || text(client, 'userId') || row.network_userid,
      user_id: row.user_id || (isGuest ? undefined : text(shopper, 'id')),
      session: row.domain_sessionid || text(client, 'sessionId'),
      seq: Number.isInteger(seq) && seq >= 0 ? seq : undefined,
      page: compact({ url: row.page_url, title: row.page_title, referrer: row.page_referrer }),
      campaign: compact({ source: row.mkt_source, medium: row.mkt_medium, name: row.mkt_campaign }),
      country: row.geo_country,
      params: compact(params),
    }),
    id: UUID.test(id) ? id : importId(['snowplow-enriched', id]),
    name,
    time,
  } as ClientEvent;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function describedBy(column: string, text: string): { kind: string; one: SelfDescribing }[] {
  const [, kind, schema] = SCHEMA_COLUMN.exec(column) ?? [];
  if (kind === undefined || schema === undefined || text === '') return [];
  const [prefix, vendor] = VENDORS.find(([start]) => schema.startsWith(start)) ?? ['', ''];
  const rest = schema.slice(prefix.length);
  const name = prefix === SHOP && rest.endsWith('ecommerce_action') ? ACTION : rest;
  return jsonOf(text).map((data) => ({ kind, one: { vendor, name, data } }));
}

/** What a cell holds: objects, without what they leave open. */
function jsonOf(text: string): Fields[] {
  try {
    const value: unknown = JSON.parse(text);
    return (Array.isArray(value) ? value : [value]).filter(isFields).map((fields) => {
      const said = Object.entries(fields).filter(([, one]) => one !== null && one !== '');
      return Object.fromEntries(said);
    });
  } catch {
    return [];
  }
}

/** A self-describing event whose own column is blank: its name is known all the same. */
function namedBy(row: Record<string, string>): SelfDescribing {
  const name = row.event_name || snakeCase(row.event ?? '') || 'event';
  return { vendor: name === ACTION ? ECOMMERCE : (row.event_vendor ?? ''), name, data: {} };
}

/** Enriched moments are UTC, with a zone or without one. */
function momentOf(text: string): number | string {
  const zoned = /(?:Z|UTC|[+-]\d\d:?\d\d)$/.test(text) ? text.replace(' UTC', 'Z') : `${text}Z`;
  const time = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(time) ? text : time;
}
