import { describe, expect, it } from 'vitest';
import type { MapAnswer } from '../src/api/map-answer.ts';
import { readEvents } from '../web/src/api/read-events.ts';
import { recomputingText } from '../web/src/app/recomputing-text.ts';
import { csvText } from '../web/src/export/csv-text.ts';
import { durationText } from '../web/src/format/duration-text.ts';
import { createFormats } from '../web/src/format/formats.ts';
import { pageLocale } from '../web/src/format/page-locale.ts';
import { plural } from '../web/src/format/plural.ts';
import { shortId } from '../web/src/format/short-id.ts';
import { MAX_ITEMS, withItems } from '../web/src/live/live-item.ts';
import { touchpointOf } from '../web/src/live/touchpoint-of.ts';
import { parseView, viewQuery } from '../web/src/map/map-view.ts';
import { liveEvent } from './live-event.ts';

describe('figures', () => {
  const formats = createFormats({ currency: 'EUR', time_zone: 'Asia/Kolkata' }, 'en-GB');

  it('are written in the currency and the zone of the site', () => {
    expect(formats.money({ currency: 'EUR', amount: 18_040.4, other: [] })).toBe('18\u00a0040\u00a0EUR');
    expect(formats.money({ currency: 'EUR', amount: 19.9, other: [{ currency: 'USD', amount: 5 }] })).toBe(
      '19.90\u00a0EUR + 5.00\u00a0USD',
    );
    expect(formats.money({ currency: '', amount: 3, other: [] })).toBe('3');
    expect(formats.price({ currency: 'EUR', amount: 1_128.5, other: [] })).toBe('1\u00a0128.50\u00a0EUR');
    expect(formats.clock('2026-11-20T20:00:00.000Z')).toBe('01:30:00');
    expect(formats.day('2026-11-20T20:00:00.000Z')).toBe('21 Nov 2026');
  });

  it('stand beside a word for one or for several', () => {
    expect([0, 1, 2].map((count) => plural(count, 'order'))).toEqual(['orders', 'order', 'orders']);
  });

  it('claim no more than is known', () => {
    expect(formats.figure(312.4)).toBe('312');
    expect(formats.figure(3.24)).toBe('3.2');
    expect(formats.figure(-0.01)).toBe('0');
    expect(formats.share(0.4213)).toBe('42.1\u00a0%');
    expect([0, 0.004, 0.93, 0.999, 1].map(formats.probability)).toEqual([
      '< 1\u00a0%',
      '< 1\u00a0%',
      '93\u00a0%',
      '> 99\u00a0%',
      '> 99\u00a0%',
    ]);
    expect(formats.shareInterval([0.41, 0.432])).toBe('41.0\u00a0% – 43.2\u00a0%');
  });

  it.each([
    [0, '0 s'],
    [400, '< 1 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [90_000, '1 min 30 s'],
    [3_599_900, '1 h'],
    [5_400_000, '1 h 30 min'],
    [7_199_999, '2 h'],
    [86_400_000 * 12.4, '12 d'],
  ])('%i ms', (ms, text) => expect(durationText(ms)).toBe(text));

  it('ids are shortened only where they are long', () => {
    expect(shortId('v:0193b6f2-7c1e-7aaa-8bbb-0123456789ab')).toBe('0193…6789ab');
    expect(shortId('u:anna')).toBe('anna');
  });
});

describe('CSV', () => {
  it('quotes what must be, and disarms formulas', () => {
    expect(csvText([['a,b', 'say "x"', 'two\nlines', null, 0.5, '=1+1', '-x', '@y']])).toBe(
      `"a,b","say ""x""","two\nlines",,0.5,'=1+1,'-x,'@y\r\n`,
    );
  });
});

describe('the view in the address', () => {
  it('comes back as it went', () => {
    for (const view of [
      { days: 7, dimension: 'device', value: null },
      { days: 30, dimension: 'campaign', value: 'a=b&c' },
      { days: 14, dimension: 'country', value: '' },
    ] as const) {
      expect(parseView(viewQuery(view))).toEqual(view);
    }
    expect(viewQuery({ days: 7, dimension: 'device', value: null })).toBe('');
  });

  it('nonsense is left at its default', () => {
    expect(parseView('?days=8&by=shoe')).toEqual({ days: 7, dimension: 'device', value: null });
  });
});

describe('the feed', () => {
  it('reads events however the bytes are cut', async () => {
    const bytes = new TextEncoder().encode(
      'retry: 2000\n: open\n\nid: a-1\nevent: touchpoint\ndata: {"x":"ü"}\n\n: still here\n\ndata: one\ndata: two\n\n',
    );
    for (const size of [1, 7, bytes.length]) {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let from = 0; from < bytes.length; from += size) controller.enqueue(bytes.slice(from, from + size));
          controller.close();
        },
      });
      const events = [];
      for await (const event of readEvents(body)) events.push(event);
      expect(events).toEqual([
        { id: 'a-1', type: 'touchpoint', data: '{"x":"ü"}' },
        { id: '', type: 'message', data: 'one\ntwo' },
      ]);
    }
  });

  it('keeps the newest, each once', () => {
    const item = (number: number) => ({ id: String(number), event: liveEvent({ site: 's', id: 'x', name: 'n' }) });
    const ids = (list: ReturnType<typeof withItems>) => list.map(({ id }) => id);
    expect(ids(withItems([item(2), item(1)], [item(2), item(3), item(4)]))).toEqual(['4', '3', '2', '1']);
    expect(
      withItems(
        [],
        Array.from({ length: 1_000 }, (_, index) => item(index)),
      ),
    ).toHaveLength(MAX_ITEMS);
  });

  it('names a touchpoint only where the rules can be told', () => {
    const touchpoint = (id: string, events: string[], where: { key: string; patterns: string[] }[] = []) => ({
      id,
      name: id,
      stage: 1,
      channel: 'web',
      events,
      where,
    });
    const map = {
      touchpoints: [
        touchpoint('landing', ['page_view'], [{ key: 'path', patterns: ['/lp/*'] }]),
        touchpoint('member', ['login'], [{ key: 'props.tier', patterns: ['gold'] }]),
        touchpoint('page', ['page_view']),
        touchpoint('login', ['login']),
      ],
    } as unknown as MapAnswer;
    const named = (name: string, path = '/') => touchpointOf(liveEvent({ site: 's', id: 'x', name, path }), map)?.id;
    expect(named('page_view', '/lp/tea.html')).toBe('landing');
    expect(named('page_view', '/other/lp/')).toBe('page');
    expect(named('login')).toBeUndefined();
    expect(named('unknown')).toBeUndefined();
    expect(touchpointOf(liveEvent({ site: 's', id: 'x', name: 'n' }), undefined)).toBeUndefined();
  });
});

describe('the locale of the page', () => {
  it.each([
    [['en-US'], 'en-US'],
    [['de-DE', 'en-IE'], 'en-IE'],
    [['de-DE'], 'en-GB'],
    // What Chromium says where the system has no locale.
    [['en-US@posix'], 'en-GB'],
    [['en-US@posix', 'en'], 'en'],
    [[], 'en-GB'],
  ])('of %j is %s', (languages, locale) => expect(pageLocale(languages)).toBe(locale));
});

describe('the note on a changed map', () => {
  it('says how far its journeys are made, how long it takes, and what answers meanwhile', () => {
    const state = { answering: '8f', done: 400, total: 1000 };
    expect(recomputingText(state, { at: 0, done: 0 }, 60_000)).toBe(
      'The map has changed: its journeys are 40 % made, about 2 min left. Until then, the answers are those of the map before.',
    );
    expect(recomputingText(state, { at: 0, done: 0 }, 6000)).toContain('less than a minute left');
    expect(recomputingText({ ...state, answering: null }, null, 0)).toBe(
      'The journeys of this map are 40 % made. Until then, answers take longer.',
    );
  });
});
