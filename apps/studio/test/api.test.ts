import { planSchema, problemSchema, stagesAnswerSchema } from '@desirepath/schema';
import { eventRow } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveEvent } from './live-event.ts';
import { uuid } from './shoppers.ts';
import { openTestShop, type TestShop, TOKENS } from './test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

const auth = (token = TOKENS.shop) => ({ authorization: `Bearer ${token}` });
const get = (path: string, token?: string) => shop.studio.request(`/api/v1${path}`, { headers: auth(token) });
const query = (plan: unknown, token?: string) =>
  shop.studio.request('/api/v1/query', {
    method: 'POST',
    headers: { ...auth(token), 'content-type': 'application/json' },
    body: typeof plan === 'string' ? plan : JSON.stringify(plan),
  });
const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return problemSchema.parse(await response.json());
};

describe('who may call', () => {
  it.each([{}, { authorization: 'Basic abc' }, { authorization: 'Bearer ' }])(
    '401 without a token: %o',
    async (headers) => {
      const response = await shop.studio.request('/api/v1/site', { headers: headers as Record<string, string> });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="desirepath"');
      expect((await problemOf(response)).type).toBe('urn:desirepath:problem:no_token');
    },
  );

  it('401 with a token that no site lists', async () => {
    expect((await problemOf(await get('/map', 'guess'))).type).toBe('urn:desirepath:problem:wrong_token');
  });

  it('403 with a token of another site than the one named', async () => {
    const response = await get('/site?site=calm');
    expect(response.status).toBe(403);
    expect(await problemOf(response)).toMatchObject({ field: 'site', value: 'calm' });
    expect((await get('/site?site=shop')).status).toBe(200);
  });

  it('a token reads its own site only', async () => {
    const journeys = async (token: string) =>
      stagesAnswerSchema.parse(await (await query({ plan: 'stages' }, token)).json());
    expect((await journeys(TOKENS.shop)).site).toBe('shop');
    expect((await journeys(TOKENS.empty)).journeys).toBe(0);
  });

  it('nothing may be framed, sniffed or kept', async () => {
    const { headers } = await get('/site');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  });
});

describe('what it answers', () => {
  it('the site of the token', async () => {
    expect(await (await get('/site')).json()).toEqual({
      id: 'shop',
      name: 'The shop shop',
      currency: 'EUR',
      time_zone: 'Europe/Berlin',
      write_key: 'write-key-shop',
      script: '/dp.js',
    });
  });

  it('the map as designed, and its numbering', async () => {
    const map = await (await get('/map')).json();
    expect(map.stages.map((stage: { number: number; name: string }) => `${stage.number} ${stage.name}`)).toEqual([
      '1 Awareness',
      '2 Consideration',
      '3 Basket',
      '4 Checkout',
      '5 Purchase',
      '6 After-sale',
      '7 Loyalty',
    ]);
    expect(map.goal).toBe(5);
    expect(map.map.stages[3].goal).toBe('Order without effort and without doubt');
  });

  it('a plan: the stages, which add up', async () => {
    const answer = stagesAnswerSchema.parse(await (await query({ plan: 'stages', period: { last: '7d' } })).json());
    expect(answer.journeys).toBeGreaterThan(900);
    for (const row of answer.stages) expect(row.entered).toBe(row.advanced + row.dropped + row.open);
  });

  it('a plan: the constraint that was planted', async () => {
    const answer = await (await query({ plan: 'constraint' })).json();
    expect(answer.constraint).toMatchObject({ number: 4, name: 'Checkout' });
    expect(answer.sentence).toContain('Stage 4 of 7, Checkout, holds the chain back');
    expect(answer.constraint.segments[0].segment).toBe('mobile');
  });

  it('a plan: no constraint where nothing changed', async () => {
    expect((await (await query({ plan: 'constraint' }, TOKENS.calm)).json()).constraint).toBeNull();
  });

  it("a person's journeys, page by page", async () => {
    const one = await (await get('/journeys/v%3Avisitor-00001?limit=1')).json();
    expect(one).toMatchObject({ plan: 'journeys', total: 1 });
    expect(one.journeys[0]).toMatchObject({ person: 'v:visitor-00001', number: 1 });
    expect(one.journeys[0].touchpoints[0]).toMatchObject({ touchpoint: 'page_view', stage: 1 });
    expect((await problemOf(await get('/journeys/x?limit=0'))).field).toBe('limit');
  });

  it('its own description', async () => {
    const described = await (await shop.studio.request('/api/v1/openapi.json')).json();
    expect(described.openapi).toBe('3.1.0');
    expect(Object.keys(described.paths)).toEqual([
      '/site',
      '/map',
      '/query',
      '/journeys/{person}',
      '/accounting',
      '/live',
    ]);
    expect(described.components.schemas.Plan.oneOf).toHaveLength(planSchema.options.length);
    const text = JSON.stringify(described);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(described.components.schemas, `${name} is described`).toHaveProperty(name ?? '');
    }
  });
});

describe('what is wrong with a call', () => {
  it.each([
    ['{"plan":', 'bad_json', undefined],
    ['[]', 'bad_plan', undefined],
    [{ plan: 'guess' }, 'bad_plan', 'plan'],
    [{ plan: 'funnel' }, 'bad_plan', 'steps'],
    [{ plan: 'funnel', steps: ['view_item', []] }, 'bad_plan', 'steps.1'],
    [{ plan: 'stages', period: { last: 'soon' } }, 'bad_plan', 'period.last'],
    [{ plan: 'stages', stages: 4 }, 'bad_plan', 'stages'],
    [{ plan: 'stages', filter: { devize: ['mobile'] } }, 'bad_plan', 'filter.devize'],
    [{ plan: 'stages', filter: { returning: ['maybe'] } }, 'bad_plan', 'filter.returning'],
  ])('%o', async (plan, word, field) => {
    const response = await query(plan);
    expect(response.status).toBe(400);
    const problem = await problemOf(response);
    expect(problem.type).toBe(`urn:desirepath:problem:${word}`);
    expect(problem.field).toBe(field);
    expect(problem.detail).toMatch(/^[A-Z"].*\.$/s);
  });

  it('a plan that is too large', async () => {
    expect((await query(`{"plan":"${'x'.repeat(300_000)}"}`)).status).toBe(413);
  });

  it('a path that is none', async () => {
    const response = await get('/query');
    expect(response.status).toBe(404);
    expect((await problemOf(response)).detail).toContain('GET /api/v1/query');
  });
});

describe('accounting', () => {
  it('received is the sum of the verdicts, in total and in every bucket', async () => {
    const minute = Date.parse('2026-11-20T11:40:00Z');
    await shop.insert(
      [1, 2, 3].map((number) =>
        eventRow({
          site: 'empty',
          visitor_id: 'counted',
          event_id: uuid(`counted-${number}`),
          name: 'page_view',
          time: minute + number,
          received_time: minute + number,
        }),
      ),
      [
        // What comes in is counted at the door, whatever becomes of it.
        { site: 'empty', minute, verdict: 'rejected', reason: 'bad_event', count: 4 },
        { site: 'empty', minute: minute + 60_000, verdict: 'bot', reason: 'agent', count: 2 },
      ],
    );
    const answer = await (await get('/accounting', TOKENS.empty)).json();
    expect(answer.totals).toEqual({ received: 9, stored: 3, rejected: 4, duplicate: 0, bot: 2, limited: 0 });
    expect(answer.buckets).toHaveLength(60);
    expect(
      answer.buckets.find((bucket: { start: string }) => bucket.start === '2026-11-20T11:40:00.000Z'),
    ).toMatchObject({
      received: 7,
      stored: 3,
      rejected: 4,
    });
    expect(answer.reasons).toEqual([
      { verdict: 'rejected', reason: 'bad_event', count: 4 },
      { verdict: 'bot', reason: 'agent', count: 2 },
    ]);
    const hours = await (await get('/accounting?by=hour', TOKENS.empty)).json();
    expect(hours.buckets).toHaveLength(24);
    expect(hours.totals).toEqual(answer.totals);
  });

  it.each(['by=day', 'by=minute&from=2026-01-01T00:00:00Z', 'from=2027-01-01T00:00:00Z', 'from=yesterday'])(
    '400 for %s',
    async (search) => {
      expect((await get(`/accounting?${search}`)).status).toBe(400);
    },
  );
});

describe('the live stream', () => {
  /** Reads from the stream until `count` touchpoints came. */
  async function read(response: Response, count: number): Promise<string[]> {
    const reader = response.body
      ?.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
      .getReader();
    let text = '';
    while (text.split('event: touchpoint').length <= count) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) break;
      text += value;
    }
    await reader?.cancel();
    return text.split('\n\n').filter((block) => block.includes('event: touchpoint'));
  }
  const data = (block: string) => JSON.parse(/data: (.*)/.exec(block)?.[1] ?? 'null');

  it('replays the last 50 of the site, then goes on, and never shows another site', async () => {
    for (let number = 0; number < 60; number++) {
      shop.emit(liveEvent({ site: 'calm', id: `old-${number}`, name: 'page_view' }));
    }
    shop.emit(liveEvent({ site: 'shop', id: 'not-theirs', name: 'page_view' }));
    const response = await get('/live', TOKENS.calm);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    shop.emit(liveEvent({ site: 'shop', id: 'not-theirs-either', name: 'page_view' }));
    shop.emit(liveEvent({ site: 'calm', id: 'new', name: 'add_to_cart' }));
    const ids = (await read(response, 51)).map((block) => data(block).id);
    expect(ids).toHaveLength(51);
    expect(ids[0]).toBe('old-10');
    expect(ids.at(-1)).toBe('new');
  });

  it('goes on after the last event that a reader has', async () => {
    const had = (await read(await get('/live', TOKENS.calm), 50))[47] ?? '';
    shop.emit(liveEvent({ site: 'calm', id: 'later', name: 'purchase' }));
    const last = /id: (\S+)/.exec(had)?.[1] ?? '';
    const headers = { ...auth(TOKENS.calm), 'last-event-id': last };
    const blocks = await read(await shop.studio.request('/api/v1/live', { headers }), 3);
    expect(blocks.map((block) => data(block).id)).toEqual(['old-59', 'new', 'later']);
  });

  it('tells a slow reader how many it did not get', async () => {
    const response = await get('/live', TOKENS.empty);
    for (let number = 0; number < 1_500; number++) {
      shop.emit(liveEvent({ site: 'empty', id: `burst-${number}`, name: 'page_view' }));
    }
    const reader = response.body?.getReader();
    let text = '';
    while (!text.includes('burst-900')) text += new TextDecoder().decode((await reader?.read())?.value);
    shop.emit(liveEvent({ site: 'empty', id: 'after', name: 'page_view' }));
    while (!text.includes('"after"')) text += new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();
    const missed = Number(/event: missed\ndata: {"count":(\d+)}/.exec(text)?.[1]);
    expect(text.split('event: touchpoint').length - 1 + missed).toBe(1_501);
  });
});

describe('the pages', () => {
  it('may run nothing but their own scripts', async () => {
    const response = await shop.studio.request('/');
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|\sstyle=|<style/);
  });

  it('keeps hashed files for ever, and asks anew for the document', async () => {
    const document = await shop.studio.request('/live');
    expect(document.headers.get('cache-control')).toBe('no-cache');
    const script = /src="(\/assets\/[^"]+)"/.exec(await document.text())?.[1] ?? '';
    const asset = await shop.studio.request(script, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-encoding')).toBe('br');
    const etag = document.headers.get('etag') ?? '';
    expect((await shop.studio.request('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await shop.studio.request('/assets/other.js')).status).toBe(404);
  });

  it('takes no path that may be the collector’s', async () => {
    for (const path of ['/dp.js', '/v1/events', '/healthz']) expect((await shop.studio.request(path)).status).toBe(404);
  });
});

it('tells of no failure that the caller could not see coming', () => {
  expect(shop.failures).toEqual([]);
});
