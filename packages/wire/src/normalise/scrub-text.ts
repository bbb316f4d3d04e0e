import { blot } from './blot.ts';
import { cleanText } from './clean-text.ts';
import { findCards } from './find-cards.ts';
import { findEmails } from './find-emails.ts';
import { findSecrets } from './find-secrets.ts';
import { someLayer } from './layers-of.ts';
import { remembering } from './remembering.ts';
import type { Span } from './span.ts';

/** What a name whose value may be a secret has in it, and the sign that ends the name. */
const NAMED =
  /(?:token|secret|pass[wp]|pwd|auth|jwt|otp|cvv|cvc|iban|[cx]srf|key|sess|number|code)[\w.[\] $-]{0,40}["'\\]{0,4}\s{0,100}[=:]/i;
/** How secrets begin that are known by their look. */
const BEGUN = /eyJ|bearer|basic[ +]|[rsp]k_(?:live|test)_|AKIA|gh[pousr]_|xox[abprs]-|dp[ar]_|-----BEGIN/i;
/** As many digits as the shortest card has; written out, as counting takes several times as long. */
const DIGITS = new RegExp(`\\d${'[ \\u00a0\\u2009\\u202f+._-]?\\d'.repeat(12)}`);
/** Without one of these there is no address, no name with a value, and nothing encoded. */
const SIGN = /[@%=:\\]/;
/** Shorter texts have neither a card nor a secret by its look. */
const SHORT = 13;

/**
 * Blots out e-mail addresses, numbers of payment cards (those that pass Luhn's check) and secrets in a text, a URL or the beginning of
 * some JSON, also where they are percent-encoded or escaped; the rest of the text stays as it is. The time that takes grows with the
 * length of the text and no faster, whatever it is: strangers send it.
 *
 * @example scrubText('/reset?token=abc&to=a@b.example') // '/reset?token=[secret]&to=[email]'
 */
export function scrubText(text: string): string {
  if (text === '') return text;
  // To look at a plain text takes no longer than to remember it.
  if (!SIGN.test(text) && (text.length < SHORT || !(DIGITS.test(text) || BEGUN.test(text)))) return text;
  return scrubbed(text);
}

const scrubbed = remembering(
  (text: string): string => (someLayer(text, isSuspect) ? blot(text, findPersonal) : text),
  10_000,
);

/** Whatever must not be kept of a text. */
export function findPersonal(text: string, isPlain: boolean): Span[] {
  return isSuspect(text) ? [...findSecrets(text, isPlain), ...findEmails(text), ...findCards(text)] : [];
}

/** A look that nearly every text passes without any further one. */
function isSuspect(text: string): boolean {
  return text.includes('@') || DIGITS.test(text) || BEGUN.test(text) || NAMED.test(text);
}

/** About the longest of what is blotted out by its look. */
const LONGEST = 700;

/**
 * The same for a text that may have been cut to `limit`: half an address or half a card at its end would be known by nobody, so the last
 * word and any digits before it go too.
 */
export function scrubCut(text: string, limit: number): string {
  return scrubText(text.length < limit ? text : withoutHalf(text));
}

/** A text without the word at its end, and without the digits before that. */
export function withoutHalf(text: string): string {
  const least = Math.max(0, text.length - LONGEST);
  let end = text.length;
  while (end > least && /[\p{L}\p{N}\p{Surrogate}._%+@\\-]/u.test(text.charAt(end - 1))) end--;
  while (end > least && /[\d\s._+-]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The beginning of a text, to show in a sentence. */
export function shown(text: string, length: number): string {
  return cleanText(scrubText(text.slice(0, length + LONGEST)), length);
}
