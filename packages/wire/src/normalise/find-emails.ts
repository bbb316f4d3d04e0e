import type { Span } from './span.ts';

const EMAIL = '[email]';
const MAX_LOCAL = 64;
const OF_LOCAL = /[\p{L}\p{N}._%+-]/u;
const AT_DOMAIN = /@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu;

/** The e-mail addresses in a text. They are found by their `@`, so that what has none costs nothing. */
export function findEmails(text: string): Span[] {
  const found: Span[] = [];
  for (const { 0: domain, index } of text.matchAll(AT_DOMAIN)) {
    let from = index;
    while (from > 0 && index - from < MAX_LOCAL && OF_LOCAL.test(text.charAt(from - 1))) from--;
    if (from < index) found.push({ from, to: index + domain.length, label: EMAIL });
  }
  return found;
}
