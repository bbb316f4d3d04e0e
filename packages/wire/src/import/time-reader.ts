const PARTS = { YYYY: '(?<year>\\d{4})', MM: '(?<month>\\d{1,2})', DD: '(?<day>\\d{1,2})' } as const;
const TIME_PARTS = {
  HH: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{1,2})',
  SSS: '(?<fraction>\\d{1,9})',
} as const;
const TOKENS: Readonly<Record<string, string>> = { ...PARTS, ...TIME_PARTS };
const HOUR_MS = 3_600_000;

/** Reads the times of one column; null where the text is not one. */
export type TimeReader = (text: string) => number | null;

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
function zoneOffset(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  // Offsets change on the hour at the earliest, rows are many: remember the last hour asked for.
  let hour = Number.NaN;
  let offset = 0;
  return (instant) => {
    const asked = Math.floor(instant / HOUR_MS);
    if (asked === hour) return offset;
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(asked * HOUR_MS)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour: h = 0, minute = 0, second = 0 } = part;
    offset = Date.UTC(year, month - 1, day, h, minute, second) - asked * HOUR_MS;
    hour = asked;
    return offset;
  };
}

function patternReader(pattern: string, zone: string): TimeReader {
  const source = pattern.replace(/YYYY|MM|DD|HH|mm|ss|SSS|[\\^$.*+?()[\]{}|/]/g, (part) => TOKENS[part] ?? `\\${part}`);
  const expression = new RegExp(`^${source}$`);
  const offsetAt = zone === 'UTC' ? () => 0 : zoneOffset(zone);
  return (text) => {
    const groups = expression.exec(text.trim())?.groups;
    if (groups === undefined) return null;
    const [year, month, day] = [Number(groups.year), Number(groups.month ?? 1), Number(groups.day ?? 1)];
    const [hour, minute, second] = [Number(groups.hour ?? 0), Number(groups.minute ?? 0), Number(groups.second ?? 0)];
    const fraction = Math.floor(Number(`0.${groups.fraction ?? 0}`) * 1000);
    const wall = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
    const read = new Date(wall);
    // Date.UTC carries over: 31 February would silently become 3 March.
    if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
      return null;
    // The offset depends on the instant and the instant on the offset; the second look settles it around a change.
    return wall - offsetAt(wall - offsetAt(wall));
  };
}

/** Whether {@link timeReader} takes this as a format. */
export function isTimeFormat(format: string): boolean {
  return format === 'iso' || format === 'unix_s' || format === 'unix_ms' || format.includes('YYYY');
}

/**
 * Makes the reader of a time column.
 *
 * @param format `iso` (ISO 8601; without a zone in the text, `zone` applies), `unix_s`, `unix_ms`, or a pattern of YYYY,
 *   MM, DD, HH, mm, ss and SSS such as `YYYY-MM-DD HH:mm:ss`
 * @param zone IANA zone of times that do not say theirs
 * @returns milliseconds since 1970 UTC, or null where the text is not such a time
 * @example timeReader('DD.MM.YYYY HH:mm', 'Europe/Berlin')('01.07.2024 14:30') // 2024-07-01T12:30:00Z
 */
export function timeReader(format: string, zone: string): TimeReader {
  if (format === 'unix_s' || format === 'unix_ms') {
    const scale = format === 'unix_s' ? 1000 : 1;
    return (text) => {
      const number = text.trim() === '' ? Number.NaN : Number(text);
      return Number.isFinite(number) ? Math.round(number * scale) : null;
    };
  }
  if (format !== 'iso') return patternReader(format, zone);
  const local = [
    patternReader('YYYY-MM-DDTHH:mm:ss.SSS', zone),
    patternReader('YYYY-MM-DDTHH:mm:ss', zone),
    patternReader('YYYY-MM-DDTHH:mm', zone),
    patternReader('YYYY-MM-DD', zone),
  ];
  return (text) => {
    const iso = text.trim().replace(' ', 'T');
    if (/(?:Z|[+-]\d{2}:?\d{2})$/i.test(iso) && iso.includes('T')) {
      const instant = Date.parse(iso);
      return Number.isNaN(instant) ? null : instant;
    }
    for (const read of local) {
      const instant = read(iso);
      if (instant !== null) return instant;
    }
    return null;
  };
}
