import { isSecretName } from './secret-name.ts';
import type { Span } from './span.ts';

export const SECRET = '[secret]';

/** A longer name is looked at from its end. */
const MAX_NAME = 64;
const OF_NAME = /[\w.[\]$-]/;
const VALUE = /[^&#;\s"'<>\\]+/y;
/** A key of JSON up to its value. The blanks are bounded, so that no text takes long. */
const KEY = /(["'])([\w.[\]$ -]{1,64})\1\s{0,100}:\s{0,100}/g;
/** Also one that is cut off. */
const JSON_VALUE = /"[^"\\]*(?:\\.[^"\\]*)*"?|\[[^\]]*\]?|\{[^}]*\}?|(?!(?:true|false|null)\b)[^\s,}\]"'[{]+/sy;

/** Web tokens and what looks like one; authorization headers; keys of well-known services and our own; private keys. */
const WEB_TOKEN = /eyJ[\w-]{8,}(?:\.[\w-]+)*/g;
const HEADER = /\b(bearer|basic)[ +]{1,8}([\w.~+/=-]{12,})/gi;
const KEYS =
  /\b(?:[rsp]k_(?:live|test)_\w{8,}|AKIA[A-Z0-9]{12,}|gh[pousr]_\w{20,}|xox[abprs]-[\w-]{10,}|dp[ar]_[\w-]{16,})|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^"]*/gi;

/**
 * Secrets in a text: those that have a name, in a URL or in JSON, and those that look like one.
 *
 * @param isPlain whether the text stands as it came, so that a value may get quotes of its own
 */
export function findSecrets(text: string, isPlain: boolean): Span[] {
  return [...inUrls(text), ...inJson(text, isPlain), ...byLook(text)];
}

function inUrls(text: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    let start = at;
    while (start > 0 && at - start < MAX_NAME && OF_NAME.test(text.charAt(start - 1))) start--;
    if (start === at || !isSecretName(text.slice(start, at))) continue;
    const length = lengthOf(VALUE, text, at + 1);
    if (length > 0) found.push({ from: at + 1, to: at + 1 + length, label: SECRET });
    at += length;
  }
  return found;
}

function inJson(text: string, isPlain: boolean): Span[] {
  const found: Span[] = [];
  let end = 0;
  for (const { 0: key, 2: name = '', index } of text.matchAll(KEY)) {
    if (index < end || !isSecretName(name)) continue;
    const from = index + key.length;
    end = from + lengthOf(JSON_VALUE, text, from);
    if (end === from) continue;
    if (isPlain) found.push({ from, to: end, label: `"${SECRET}"` });
    else {
      const value = text.slice(from, end);
      const inner = { from: from + Number(/^"/.test(value)), to: end - Number(/^".*"$/s.test(value)) };
      if (inner.from < inner.to) found.push({ ...inner, label: SECRET });
    }
  }
  return found;
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function byLook(text: string): Span[] {
  const spanOf = (found: string, from: number): Span => ({ from, to: from + found.length, label: SECRET });
  const tokens = [...text.matchAll(WEB_TOKEN)].filter(([token]) => /^[^.]+\.[\w-]{4}/.test(token));
  const headers = [...text.matchAll(HEADER)].filter(([, scheme = '', value = '']) => isCredential(scheme, value));
  return [
    ...[...tokens, ...text.matchAll(KEYS)].map(({ 0: token, index }) => spanOf(token, index)),
    ...headers.map(({ 0: header, 2: value = '', index }) => spanOf(value, index + header.length - value.length)),
  ];
}

/** There are basic sweatshirts, and bearers of bad news. */
function isCredential(scheme: string, value: string): boolean {
  if (value.endsWith('=')) return true;
  return /\d/.test(value) && (scheme.toLowerCase() === 'bearer' || (/[A-Z]/.test(value) && /[a-z]/.test(value)));
}
