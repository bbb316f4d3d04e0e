import type { SessionsAnswer } from '@desirepath/schema';

type Listed = SessionsAnswer['list'][number];

/** A hit as the shop's own tool recorded it, with the session that it gave it. */
export interface SessionHit {
  visitor: string;
  session: string;
  time: number;
  campaign: string;
}

/** A session of ours that is not one of theirs. */
interface SessionDifference {
  visitor: string;
  start: string;
  reason: string;
  /** Pauses between the sessions of theirs that it joins, ms. */
  pauses: number[];
}

/** Our sessions laid over theirs, hit for hit. */
export interface SessionComparison {
  /** Sessions the shop's own tool had. */
  theirs: number;
  equal: number;
  /** Hold two or more of theirs, each whole. */
  joining: SessionDifference[];
  /** Hold a part of one of theirs. */
  splitting: SessionDifference[];
  /** Hold parts of several. */
  crossing: SessionDifference[];
}

/**
 * Lays our sessions over theirs. A session of ours holds the visitor's hits from its start to its end; sessions of one
 * visitor are a partition of the hits, which is checked by their counts.
 *
 * @param ids `visitor session` of every session that the shop's tool lists
 */
export function compareSessions(
  ours: readonly Listed[],
  hits: readonly SessionHit[],
  ids: readonly string[],
): SessionComparison {
  const byVisitor = new Map<string, SessionHit[]>();
  const sizes = new Map<string, number>(ids.map((id) => [id, 0]));
  for (const hit of hits) {
    byVisitor.set(hit.visitor, [...(byVisitor.get(hit.visitor) ?? []), hit]);
    const id = `${hit.visitor} ${hit.session}`;
    sizes.set(id, (sizes.get(id) ?? 0) + 1);
  }
  const result: SessionComparison = { theirs: ids.length, equal: 0, joining: [], splitting: [], crossing: [] };
  for (const mine of ours) {
    const [start, end] = [Date.parse(mine.start), Date.parse(mine.end)];
    const inside = (byVisitor.get(mine.visitor) ?? []).filter(({ time }) => time >= start && time <= end);
    if (inside.length !== mine.events)
      throw new Error(`${mine.visitor} ${mine.start}: ${mine.events} events, ${inside.length} hits`);
    const parts = new Map<string, SessionHit[]>();
    for (const hit of inside) parts.set(hit.session, [...(parts.get(hit.session) ?? []), hit]);
    const whole = [...parts].filter(([id, part]) => sizes.get(`${mine.visitor} ${id}`) === part.length);
    if (whole.length === parts.size && parts.size === 1) {
      result.equal++;
      continue;
    }
    const spans = [...parts.values()]
      .map((part) => ({ first: Math.min(...part.map((h) => h.time)), last: Math.max(...part.map((h) => h.time)) }))
      .sort((a, b) => a.first - b.first);
    const pauses = spans.slice(1).map(({ first }, i) => first - (spans[i]?.last ?? first));
    const minutes = pauses.map((pause) => `${(pause / 60_000).toFixed(1)} min`).join(', ');
    const found = { visitor: mine.visitor, start: mine.start, pauses };
    const joins = `joins ${parts.size} sessions that the shop's tool had split after ${minutes}`;
    const by = mine.opened_by === 'campaign' ? 'it opened with another campaign' : `it opened by ${mine.opened_by}`;
    if (whole.length === parts.size) result.joining.push({ ...found, reason: joins });
    else if (parts.size === 1) {
      result.splitting.push({
        ...found,
        reason: `is a part of one session of the shop's tool: ${by}, and the next hit has another campaign or ours ended there`,
      });
    } else {
      result.crossing.push({ ...found, reason: `${joins}, and holds a part of one only: ${by}` });
    }
  }
  return result;
}
