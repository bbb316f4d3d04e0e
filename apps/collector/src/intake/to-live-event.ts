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
  const nothing = { visitor: '', person: '', path: '', device: '', channel: '', value: '0.0000', currency: '' };
  const id = event.id ?? '';
  if (event.verdict === 'bot') return { ...common, ...nothing, id, name: event.name };
  return { ...common, ...nothing, id, name: nameIn(event.raw), rejection: event.rejection };
}

/** The name in the raw text of a reject, which may be cut and thus no JSON any more. */
function nameIn(raw: string): string {
  const found = /"name":"((?:[^"\\]|\\.){1,100})"/.exec(raw)?.[1] ?? '';
  try {
    return String(JSON.parse(`"${found}"`));
  } catch {
    return found;
  }
}
