const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...ALPHABET].map((character, value) => [character, value])),
  '-': 62,
  _: 63,
};
const SHAPE = /^[\w+/-]*={0,2}$/;
const CHUNK = 4096;

/**
 * The text that base64 stands for, of either alphabet, with or without padding, read as UTF-8; undefined where it is no base64.
 *
 * @example decodeBase64('w6Q') // 'ä'
 */
export function decodeBase64(text: string): string | undefined {
  const trimmed = text.trim();
  if (!SHAPE.test(trimmed)) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of trimmed.replace(/=+$/, '')) {
    held = ((held << 6) | (VALUES[character] ?? 0)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return decodeUtf8(bytes);
}

/** Bytes that are no UTF-8 become U+FFFD. */
function decodeUtf8(bytes: readonly number[]): string {
  let text = '';
  let points: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const { point, length } = pointAt(bytes, i);
    points.push(point);
    i += length;
    if (points.length === CHUNK) {
      text += String.fromCodePoint(...points);
      points = [];
    }
  }
  return text + String.fromCodePoint(...points);
}

/** The smallest code point that needs so many bytes: anything below was written too long. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];
const BAD = { point: 0xfffd, length: 1 };

function pointAt(bytes: readonly number[], at: number): { point: number; length: number } {
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
