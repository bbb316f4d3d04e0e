/** Bytes that a text has in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Whether a text has more than `limit` bytes in UTF-8. */
export function exceedsUtf8(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  if (text.length * 3 <= limit) return false;
  return utf8Bytes(text) > limit;
}

/** The smallest code point that needs so many bytes: anything below was written too long. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];
const BAD = { point: 0xfffd, length: 1 };

/** The character that begins at a place of bytes in UTF-8, and how many of them it has; U+FFFD where there is none. */
export function pointAt(bytes: readonly number[], at: number): { point: number; length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { point: first, length: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return BAD;
  let point = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    if ((next & 0xc0) !== 0x80) return BAD;
    point = (point << 6) | (next & 0x3f);
  }
  const isReal = point >= (SMALLEST[length] ?? 0) && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return isReal ? { point, length } : BAD;
}
