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

/**
 * What base64 has of a text of ASCII in any case, wherever in it the text begins and whatever is around it: three ways.
 *
 * @example inBase64('ann') // ['YW5u', 'Fub', 'hbm']
 */
export function inBase64(text: string): string[] {
  const bits = [...text].map((character) => character.charCodeAt(0).toString(2).padStart(8, '0')).join('');
  return [0, 4, 2].map((skipped) => {
    const sixes = bits.slice(skipped).match(/.{6}/g) ?? [];
    return sixes.map((six) => ALPHABET[Number.parseInt(six, 2)]).join('');
  });
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
