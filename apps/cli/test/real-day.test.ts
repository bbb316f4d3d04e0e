// One whole day of a real shop: what visitor and time alone give must be what the shop's own tool knew.
import { join } from 'node:path';
import type { AnswerTo, PlanInput } from '@desirepath/schema';
import { tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareSessions, type SessionHit } from './compare-sessions.ts';
import { readStore } from './read-store.ts';
import { readTable, realData } from './real-data.ts';
import { jsonOf } from './run-cli.ts';

const hitsFile = realData('ga-store-hits.csv.gz');
const sessionsFile = realData('ga-store-sessions.csv.gz');
const there = hitsFile !== undefined && sessionsFile !== undefined;
if (!there) console.log('real-day: skipped, ../shared/data is not beside the repository.');

interface Imported {
  received: number;
  stored: number;
  rejected: number;
  duplicates: number;
  visitors: number;
  sessions: number;
  journeys: number;
}

describe.skipIf(!there)('a real day', () => {
  const dir = tempDir('real-day');
  const data = join(dir.path, 'data');
  let first: Imported;

  function imported(): Promise<Imported> {
    return jsonOf<Imported>(['import', hitsFile ?? '', '--format', 'ga360-hits', '--data', data]);
  }
  function ask<K extends PlanInput['plan']>(plan: PlanInput & { plan: K }): Promise<AnswerTo<K>> {
    return jsonOf<AnswerTo<K>>(['query', '--data', data], JSON.stringify(plan));
  }

  beforeAll(async () => {
    first = await imported();
  });
  afterAll(() => dir.remove());

  it('accounts for all 13 233 events of 2 293 visitors', () => {
    expect(first.received).toBe(13_233);
    expect(first.stored + first.rejected + first.duplicates).toBe(13_233);
    expect(first).toMatchObject({ stored: 13_233, rejected: 0, duplicates: 0, visitors: 2293 });
  });

  const steps = ['view_item', 'add_to_cart', 'begin_checkout', 'add_payment_info', 'review_order', 'purchase'];

  it.each([
    ['any', {}, [394, 158, 91, 60, 43, 42]],
    ['ordered', {}, [394, 133, 67, 44, 33, 28]],
    ['ordered', { filter: { device: ['mobile'] } }, [81, 18, 3, 0, 0, 0]],
  ] as const)('finds how many visitors did what: %s %j', async (order, more, expected) => {
    if (order === 'any') {
      // Each action by itself, whatever came before.
      const counts: (number | undefined)[] = [];
      for (const step of steps) {
        const answer = await ask({ plan: 'funnel', by: 'person', order, steps: [step] });
        counts.push(answer.steps[0]?.count);
      }
      expect(counts).toEqual(expected);
      return;
    }
    const filter = 'filter' in more ? { filter: { device: [...more.filter.device] } } : {};
    const answer = await ask({ plan: 'funnel', by: 'person', order, steps, ...filter });
    expect(answer.steps.map(({ count }) => count)).toEqual(expected);
  });

  it('counts 43 orders worth 8 736.14 once each, though the thank-you page was reloaded', async () => {
    const answer = await ask({ plan: 'stages' });
    expect(answer.orders).toBe(43);
    const other = answer.revenue.other.reduce((sum, { amount }) => sum + amount, 0);
    expect(answer.revenue.amount + other).toBeCloseTo(8736.14, 6);
    const [purchases] = await readStore<{ hits: number }>(
      data,
      "SELECT toFloat64(count()) AS hits FROM events FINAL WHERE name = 'purchase'",
    );
    expect(purchases?.hits).toBe(92);
  });

  it('cuts 2 513 sessions by the pause alone: 2 475 as the shop did, 38 that join what it split', async () => {
    const answer = await ask({ plan: 'sessions', on_campaign: false, list: true, limit: 10_000 });
    expect(answer.sessions).toBe(2513);
    expect(answer.visitors).toBe(2293);
    const compared = compareSessions(answer.list, hits(), sessionIds());
    expect(compared.theirs).toBe(2556);
    expect(compared.equal).toBe(2475);
    expect(compared.joining).toHaveLength(38);
    expect(compared.splitting).toHaveLength(0);
    // Each joins sessions between which less than the gap passed.
    for (const { pauses } of compared.joining) for (const pause of pauses) expect(pause).toBeLessThan(30 * 60_000);
  });

  it('with the campaign rule, lists each session that differs with its reason', async () => {
    const answer = await ask({ plan: 'sessions', list: true, limit: 10_000 });
    const compared = compareSessions(answer.list, hits(), sessionIds());
    const differing = [...compared.joining, ...compared.splitting, ...compared.crossing];
    // Fifteen times somebody came back with another campaign inside 30 minutes, and the shop's tool cut there too.
    expect(answer.list.filter(({ opened_by }) => opened_by === 'campaign')).toHaveLength(15);
    expect(answer.sessions).toBe(2528);
    expect(compared.equal).toBe(2503);
    expect(compared.joining).toHaveLength(25);
    expect(differing).toHaveLength(25);
    for (const { reason } of differing) expect(reason).toMatch(/joins \d sessions .* min/);
    console.log(
      `real-day: with the campaign rule ${answer.sessions} sessions, ${compared.equal} as the shop cut them;`,
    );
    for (const { visitor, start, reason } of differing) {
      console.log(`  ${visitor} ${start}: ${reason}`);
    }
  });

  it('is not changed by a second import', async () => {
    const before = await ask({ plan: 'stages' });
    const second = await imported();
    expect(second).toMatchObject({ received: 13_233, stored: 0, rejected: 0, duplicates: 13_233 });
    expect(second).toMatchObject({ visitors: first.visitors, sessions: first.sessions, journeys: first.journeys });
    const after = await ask({ plan: 'stages' });
    expect({ ...after, period: null }).toEqual({ ...before, period: null });
  });

  let cachedHits: SessionHit[] | undefined;
  function hits(): SessionHit[] {
    cachedHits ??= readTable(hitsFile ?? '').map((row) => ({
      visitor: row.fullVisitorId ?? '',
      session: row.visitId ?? '',
      time: Date.parse(row.event_time_utc ?? ''),
      campaign: [row.source, row.medium, row.campaign].join(' / '),
    }));
    return cachedHits;
  }
  function sessionIds(): string[] {
    return readTable(sessionsFile ?? '').map((row) => `${row.fullVisitorId} ${row.visitId}`);
  }
});
