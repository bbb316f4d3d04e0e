import type { LiveEvent, ParsedEvent, Verdict } from '@desirepath/schema';

/** An event as the live page shows it. */
export function toLiveEvent(site: string, received: number, event: ParsedEvent, verdict: Verdict): LiveEvent {
  const common = { site, received: new Date(received).toISOString(), verdict };
  if (event.verdict === 'stored') {
    const { row } = event;
    return {
      ...common,
      id: row.event_id,
      name: row.name,
      visitor: row.visitor_id,
      person: row.user_id,
      path: row.path,
      device: row.device,
      channel: row.channel,
      value: row.value,
      currency: row.currency,
    };
  }
  const { raw } = event;
  const said = {
    id: event.id ?? '',
    visitor: textIn(raw, VISITOR),
    person: textIn(raw, PERSON),
    path: pathOf(textIn(raw, ADDRESS)),
    device: '',
    channel: '',
    value: '0.0000',
    currency: '',
  };
  if (event.verdict === 'bot') return { ...common, ...said, name: event.name };
  return { ...common, ...said, name: textIn(raw, NAME), rejection: event.rejection };
}

/** What the dialects call these fields. */
const NAME = field('name', 'event');
const VISITOR = field('visitor', 'anonymousId', 'distinct_id', 'duid', 'client_id');
const PERSON = field('user_id', 'userId', 'uid');
const ADDRESS = field('url', '\\$current_url', 'page_location');

function field(...names: string[]): RegExp {
  return new RegExp(`"(?:${names.join('|')})":"((?:[^"\\\\]|\\\\.){1,500})"`);
}

/** A text in the raw JSON of an event that was not stored. It may be cut, and thus no JSON any more. */
function textIn(raw: string, pattern: RegExp): string {
  const found = pattern.exec(raw)?.[1] ?? '';
  try {
    return String(JSON.parse(`"${found}"`));
  } catch {
    return found;
  }
}

function pathOf(url: string): string {
  try {
    return new URL(url).pathname;
  } catch {
    return '';
  }
}
