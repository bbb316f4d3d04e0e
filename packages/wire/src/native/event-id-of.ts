/**
 * The id of an event that does not write it out: a UUID of version 7 whose random part is, but for the event's number, the
 * same for all events of one page load, and so is sent once.
 *
 * @param time milliseconds since 1970
 * @param seq number of the event; its last 12 bits are used
 * @param ids the last two parts of the UUID
 * @returns undefined where one of them is missing
 * @example eventIdOf(1732222222000, 3, '8f0d-5a2b9c113f0d') // '0193507d-7eb0-7003-8f0d-5a2b9c113f0d'
 */
export function eventIdOf(time: unknown, seq: unknown, ids: unknown): string | undefined {
  if (typeof time !== 'number' || typeof seq !== 'number' || typeof ids !== 'string') return undefined;
  if (!Number.isInteger(time) || time < 0 || time >= 2 ** 48) return undefined;
  const start = time.toString(16).padStart(12, '0');
  const number = (seq & 0xfff).toString(16).padStart(3, '0');
  return `${start.slice(0, 8)}-${start.slice(8)}-7${number}-${ids}`;
}
