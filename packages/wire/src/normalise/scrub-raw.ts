import { blot } from './blot.ts';
import { cleanText } from './clean-text.ts';
import { MAX_RAW } from './raw-of.ts';
import { findPersonal, withoutHalf } from './scrub-text.ts';
import type { Span } from './span.ts';

const RUN = /[A-Za-z\d+/_-]{32,}={0,2}/g;

/**
 * The raw text of what was not stored, or its beginning, without what must not be kept. Base64 goes as a whole, as anything may be in it.
 *
 * @example scrubRaw('{"cx":"eyJzY2hlbWEiOiJpZ2x1OmNvbS5zbm93cGxvdy…"}') // '{"cx":"[base64]"}'
 */
export function scrubRaw(raw: string): string {
  const short = raw.length < MAX_RAW ? raw : withoutHalf(raw.slice(0, MAX_RAW));
  // What is blotted out may be longer than what was there.
  return cleanText(
    blot(short, (text, isPlain) => [...findPersonal(text, isPlain), ...findBase64(text)]),
    MAX_RAW,
  );
}

function findBase64(text: string): Span[] {
  return [...text.matchAll(RUN)]
    .filter(([run]) => isBase64(run))
    .map(({ 0: run, index }) => ({ from: index, to: index + run.length, label: '[base64]' }));
}

/** Paths have words, and hashes have small letters only. */
function isBase64(run: string): boolean {
  return /[A-Za-z\d]{16}/.test(run) && /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run);
}
