import { describe, expect, test } from 'vitest';
import { RECEIVED, rejection, row } from '../../test/native-event.ts';

const DAY = 86_400_000;

describe('time', () => {
  test('a wrong clock is corrected, a slow network is not', () => {
    const wrong = row({ time: RECEIVED - 3_600_000 - 60_000 }, { sent_at: RECEIVED - 3_600_000 });
    expect(wrong).toMatchObject({ time: RECEIVED - 60_000, skew_ms: 3_600_000, client_time: RECEIVED - 3_660_000 });
    expect(row({ time: RECEIVED - 9000 }, { sent_at: RECEIVED - 1999 })).toMatchObject({
      time: RECEIVED - 9000,
      skew_ms: 0,
    });
    expect(row({ time: RECEIVED - 9000 }, { sent_at: 'yesterday' })).toMatchObject({
      time: RECEIVED - 9000,
      skew_ms: 0,
    });
  });

  test('1970 and 2200 are clamped in both columns; client_time only depends on what the client said', () => {
    const early = row({ time: 0 });
    expect(early).toMatchObject({ time: RECEIVED - 7 * DAY, client_time: Date.UTC(2000, 0, 1) });
    expect(row({ time: 0 }, {}, { received: RECEIVED + DAY }).client_time).toBe(early.client_time);
    const late = row({ time: Date.UTC(2200, 0, 1) });
    expect(late).toMatchObject({ time: RECEIVED + 3_600_000, client_time: Date.UTC(2100, 0, 1) - 1 });
  });

  test('the import lane takes old times, and rejects what cannot be', () => {
    const time = Date.UTC(2017, 7, 1);
    expect(row({ time }, { sent_at: 0 }, { lane: 'import' })).toMatchObject({ time, client_time: time, skew_ms: 0 });
    expect(rejection({ time: -1 }, {}, { lane: 'import' })).toMatchObject({ reason: 'bad_time', field: 'time' });
    expect(rejection({ time: RECEIVED + 3_600_001 }, {}, { lane: 'import' })?.reason).toBe('bad_time');
  });

  test.each([
    ['2025-03-01T11:00:00Z', Date.UTC(2025, 2, 1, 11)],
    ['2025-03-01T11:00:00.123456+01:00', Date.UTC(2025, 2, 1, 10, 0, 0, 123)],
    ['2025-03-01 11:00+0100', Date.UTC(2025, 2, 1, 10)],
    [RECEIVED - 0.5, RECEIVED - 1],
  ])('%s is a moment', (time, expected) => {
    expect(row({ time }).client_time).toBe(expected);
  });

  test.each(['2025-03-01T11:00:00', '2025-13-01T11:00:00Z', 'soon', '', Number.POSITIVE_INFINITY, true, undefined])(
    '%s is none',
    (time) => {
      expect(rejection({ time })?.reason).toBe('bad_time');
    },
  );
});
