import { MAX_TEXT } from '@desirepath/schema';

/**
 * A text that every consumer can take: cut to `limit` UTF-16 code units, and lone surrogates (also one that the cut made) and
 * NUL replaced by U+FFFD.
 *
 * @example cleanText('a\u0000b') // 'a\uFFFDb'
 */
export function cleanText(text: string, limit = MAX_TEXT): string {
  if (text === '') return '';
  const short = text.length > limit ? text.slice(0, limit) : text;
  // Nearly every text is clean already, and to see that is much cheaper than to look for what is not.
  if (short.isWellFormed() && !short.includes('\0')) return short;
  return short.replace(/[\p{Surrogate}\0]/gu, '\uFFFD');
}
