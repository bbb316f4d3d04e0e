import { describe, expect, it } from 'vitest';
import { timeReader } from './time-reader.ts';

describe('timeReader', () => {
  it.each([
    ['iso', 'UTC', '2024-07-01T12:30:00+02:00', '2024-07-01T10:30:00.000Z'],
    ['iso', 'Europe/Berlin', '2024-07-01 12:30:00', '2024-07-01T10:30:00.000Z'],
    ['iso', 'UTC', '2024-07-01', '2024-07-01T00:00:00.000Z'],
    ['unix_s', 'UTC', '1719830000.5', '2024-07-01T10:33:20.500Z'],
    ['unix_ms', 'UTC', '1719830000500', '2024-07-01T10:33:20.500Z'],
    ['DD.MM.YYYY HH:mm:ss.SSS', 'UTC', '01.07.2024 10:33:20.5', '2024-07-01T10:33:20.500Z'],
    // The hour before and the hour after Berlin's clocks go forward, and after they go back.
    ['YYYY-MM-DD HH:mm', 'Europe/Berlin', '2024-03-31 01:59', '2024-03-31T00:59:00.000Z'],
    ['YYYY-MM-DD HH:mm', 'Europe/Berlin', '2024-03-31 03:00', '2024-03-31T01:00:00.000Z'],
    ['YYYY-MM-DD HH:mm', 'Europe/Berlin', '2024-10-27 03:00', '2024-10-27T02:00:00.000Z'],
    ['YYYY-MM-DD HH:mm', 'Asia/Kolkata', '2024-10-27 03:00', '2024-10-26T21:30:00.000Z'],
  ])('%s in %s reads %s', (format, zone, text, expected) => {
    const instant = timeReader(format, zone)(text);
    expect(instant === null ? null : new Date(instant).toISOString()).toBe(expected);
  });

  it.each([
    ['iso', ''],
    ['iso', 'yesterday'],
    ['iso', '2024-13-01'],
    ['unix_s', ''],
    ['YYYY-MM-DD', '2024-02-30'],
    ['YYYY-MM-DD HH:mm', '2024-02-01 24:00'],
  ])('%s does not read "%s"', (format, text) => {
    expect(timeReader(format, 'UTC')(text)).toBeNull();
  });
});
