/** The parts of a URL that are kept. */
export interface UrlParts {
  /** The URL without user name and password. */
  url: string;
  /** Lower case, without the port; empty for a relative URL. */
  host: string;
  /** `/` where there is none. */
  path: string;
  query: string;
}

const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is;
const RELATIVE = /^(\/[^?#]*)?(\?[^#]*)?(#.*)?$/s;

/**
 * Splits a URL as a browser reports it; what cannot be split is all path, and nothing throws.
 *
 * @example parseUrl('https://Shop.example:8080/a?b=1#c') // host shop.example, path /a, query ?b=1
 */
export function parseUrl(text: string): UrlParts {
  const absolute = ABSOLUTE.exec(text);
  if (absolute !== null) {
    const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = absolute;
    const host = authority.replace(/:\d*$/, '').toLowerCase();
    return { url: `${scheme}://${authority}${path}${query}${fragment}`, host, path: path === '' ? '/' : path, query };
  }
  const relative = RELATIVE.exec(text);
  if (relative === null || text === '') return { url: text, host: '', path: text, query: '' };
  const [, path = '/', query = ''] = relative;
  return { url: text, host: '', path, query };
}

/** The first value of each parameter of a query, decoded; what is not well encoded stays as it is. */
export function parseQuery(query: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const part of query.replace(/^\?/, '').split('&', 200)) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const key = decode(at < 0 ? part : part.slice(0, at));
    if (!values.has(key)) values.set(key, at < 0 ? '' : decode(part.slice(at + 1)));
  }
  return values;
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
