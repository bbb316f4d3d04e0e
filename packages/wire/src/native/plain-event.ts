import type { Campaign, ClientEvent, Page } from '@desirepath/schema';
import { eventIdOf } from './event-id-of.ts';

/** The fields of an object that came out of JSON. */
type Fields = Readonly<Record<string, unknown>>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const IDS = /^[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Largest `seq`, as the column takes it. */
const MAX_SEQ = 4294967295;

/**
 * Reads an event whose fields are all what they should be, as nearly every event's are, without the schema: that takes a tenth of
 * the time. Wherever anything is unusual it says so, and leaves it to the schema to judge and to name what is wrong.
 *
 * @param shared what the envelope says for each event that does not say it itself; null and undefined count as not said
 * @param params the event's parameters, looked at already
 * @returns undefined when the schema has to look; otherwise exactly what the schema would make of it
 */
export function plainEvent(event: Fields, shared: Fields, params: Record<string, unknown>): ClientEvent | undefined {
  const { name, time, seq } = event;
  const ids = event.ids ?? shared.ids;
  if (!isAbsent(ids) && !(typeof ids === 'string' && IDS.test(ids))) return undefined;
  const id = event.id ?? eventIdOf(time, seq, ids);
  if (typeof id !== 'string' || !UUID.test(id)) return undefined;
  if (typeof name !== 'string' || name === '' || name.length > 100) return undefined;
  if (typeof time !== 'string' && !Number.isFinite(time)) return undefined;
  if (!isAbsent(seq) && !(Number.isInteger(seq) && (seq as number) >= 0 && (seq as number) <= MAX_SEQ))
    return undefined;

  const visitor = event.visitor ?? shared.visitor;
  const user = event.user_id ?? shared.user_id;
  if (visitor === '' || user === '' || !isText(visitor, 200) || !isText(user, 200)) return undefined;
  const session = event.session ?? shared.session;
  const tab = event.tab ?? shared.tab;
  if (!isText(session, 200) || !isText(tab, 200)) return undefined;
  const language = event.language ?? shared.language;
  const device = event.device ?? shared.device;
  if (!isText(language, 40) || !isText(device, 40)) return undefined;
  const browser = event.browser ?? shared.browser;
  const os = event.os ?? shared.os;
  const country = event.country ?? shared.country;
  const channel = event.channel ?? shared.channel;
  if (!isText(browser, 80) || !isText(os, 80) || !isText(country, 80) || !isText(channel, 80)) return undefined;
  const viewport = event.viewport ?? shared.viewport;
  if (!isAbsent(viewport) && !isPair(viewport)) return undefined;

  const page = readPage(event.page ?? shared.page);
  if (page === UNUSUAL) return undefined;
  const campaign = readCampaign(event.campaign ?? shared.campaign);
  if (campaign === UNUSUAL) return undefined;
  return {
    id,
    name,
    time: time as number | string,
    seq: (seq as number | null) ?? undefined,
    visitor: visitor ?? undefined,
    user_id: user ?? undefined,
    session: session ?? undefined,
    tab: tab ?? undefined,
    language: language ?? undefined,
    device: device ?? undefined,
    browser: browser ?? undefined,
    os: os ?? undefined,
    country: country ?? undefined,
    channel: channel ?? undefined,
    viewport: viewport ?? undefined,
    page,
    campaign,
    params,
  };
}

const UNUSUAL = Symbol('unusual');

function readPage(value: unknown): Page | undefined | typeof UNUSUAL {
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return UNUSUAL;
  const { url, title, referrer } = value as Fields;
  if (!isText(url) || !isText(title) || !isText(referrer)) return UNUSUAL;
  return { url: url ?? undefined, title: title ?? undefined, referrer: referrer ?? undefined };
}

function readCampaign(value: unknown): Campaign | undefined | typeof UNUSUAL {
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return UNUSUAL;
  const { source, medium, name, term, content, click_id } = value as Fields;
  if (!isText(source) || !isText(medium) || !isText(name)) return UNUSUAL;
  if (!isText(term) || !isText(content) || !isText(click_id)) return UNUSUAL;
  return {
    source: source ?? undefined,
    medium: medium ?? undefined,
    name: name ?? undefined,
    term: term ?? undefined,
    content: content ?? undefined,
    click_id: click_id ?? undefined,
  };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** A text of at most so many UTF-16 code units, or nothing. */
function isText(value: unknown, limit = Number.POSITIVE_INFINITY): value is string | null | undefined {
  return typeof value === 'string' ? value.length <= limit : isAbsent(value);
}

function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}
