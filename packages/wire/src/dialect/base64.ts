import { pointAt } from '../normalise/utf8.ts';

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
