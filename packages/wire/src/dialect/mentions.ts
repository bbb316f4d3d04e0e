import { someLayer } from '../normalise/layers-of.ts';
import { decodeBase64, inBase64 } from './base64.ts';

/** Base64 within base64 is the most that any client sends. */
const DEEPEST = 2;
/** Of a pattern: far longer ones are refused by RE2. Where there are that many ids, every text is looked at. */
const LONGEST = 50_000;
const RUN = /[A-Za-z\d+/_-]{8,}={0,2}/g;
const QUOTES = new Set(['"', "'"]);
const BLANKS = new Set([' ', '\t', '\n', '\r']);
/** What may follow the value of a parameter, besides the end of all. */
const AFTER_PARAMETER = new Set(['&', ';', '#', '"', "'", '\\', ' ', '\n']);
const AFTER_NUMBER = new Set([',', '}', ']']);
/** A letter or a digit that was encoded, which hardly anybody does. */
const ENCODED = String.raw`%(?:25)*(?:3\d|[46][1-9a-fA-F]|[57][\daA])|\\u00[3-7]`;

/** A search for some ids in raw texts. */
export interface MentionSearch {
  /** A regular expression, also of RE2, that every text matches that has one of them, and few others do. */
  pattern: string;
  /** Whether a text has one of them. */
  isIn(raw: string): boolean;
}

/**
 * Finds one of some ids in the raw text of an event or a request, or in the beginning of one: in quotes, as a parameter, or, where it is a
 * number, as one. It is looked for also where it is percent-encoded or escaped, again and again, and in base64.
 *
 * @example mentions(['jo x']).isIn('uid=jo%20x&e=pv') // true
 */
export function mentions(ids: readonly string[]): MentionSearch {
  const all = ids.filter((id) => id !== '');
  const pattern = [ENCODED, ...new Set(all.flatMap(signsOf))].join('|');
  return {
    pattern: pattern.length > LONGEST ? '' : pattern,
    isIn: (raw) => all.length > 0 && isIn(raw, all, 0),
  };
}

/** Of which a text has one where it has the id, however deep: its longest word, plain and in base64; any text has one where that is too short. */
function signsOf(id: string): string[] {
  const [word = ''] = (id.match(/[A-Za-z\d]+/g) ?? []).sort((a, b) => b.length - a.length);
  if (word.length < 3) return [''];
  const once = inBase64(word);
  return [word, ...once, ...once.flatMap(inBase64)];
}

function isIn(text: string, ids: readonly string[], depth: number): boolean {
  return someLayer(text, (layer) => {
    // In a form a space is a plus sign.
    if (ids.some((id) => isNamed(layer, id) || (id.includes(' ') && isNamed(layer, id.replaceAll(' ', '+')))))
      return true;
    return depth < DEEPEST && [...layer.matchAll(RUN)].some(([run]) => isIn(textOf(run), ids, depth + 1));
  });
}

/** What base64 stands for; empty where that is no text, as of a word that merely looks like some. */
function textOf(run: string): string {
  const text = (decodeBase64(run) ?? '').replace(/\uFFFD+$/, '');
  return /[\p{Cc}\uFFFD]/u.test(text.replace(/[\t\n\r]/g, '')) ? '' : text;
}

function isNamed(text: string, id: string): boolean {
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(id);
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    const end = at + id.length;
    const [before, after] = [text[at - 1], text[end]];
    if (before === undefined || QUOTES.has(before)) {
      // A backslash: the quote behind it is escaped.
      if (after === undefined || QUOTES.has(after) || after === '\\') return true;
    } else if (before === '=' && (after === undefined || AFTER_PARAMETER.has(after))) return true;
    if (isNumber && beside(text, at - 1, -1) === ':' && AFTER_NUMBER.has(beside(text, end, 1))) return true;
  }
  return false;
}

/** The next character that is no blank; empty at an end of the text. */
function beside(text: string, from: number, step: 1 | -1): string {
  let at = from;
  while (BLANKS.has(text[at] ?? '')) at += step;
  return text[at] ?? '';
}
