/**
 * Whether a browser's Origin is one of a site's: scheme, host and port must be the same, label by label. `*` as the first label
 * stands for exactly one label, so `https://*.shop.example` allows `https://www.shop.example` and neither
 * `https://shop.example` nor `https://a.b.shop.example`; `**` stands for one or more.
 *
 * @example allowsOrigin(['https://shop.example'], 'https://shop.example.evil.example') // false
 */
export function allowsOrigin(allowed: readonly string[], origin: string): boolean {
  const asked = split(origin);
  if (asked === undefined) return false;
  return allowed.some((pattern) => {
    const one = split(pattern);
    if (one === undefined || one.scheme !== asked.scheme || one.port !== asked.port) return false;
    const [first, ...rest] = one.labels;
    const own = first === '*' || first === '**' ? rest : one.labels;
    const more = asked.labels.length - own.length;
    const isDeep = first === '**' ? more >= 1 : more === one.labels.length - own.length;
    return isDeep && asked.labels.every((label, i) => (i < more ? label !== '' : label === own[i - more]));
  });
}

const ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[^/:?#@[\]\s]+)(?::(\d{1,5}))?$/;
const PORTS: Record<string, string> = { http: '80', https: '443' };

function split(origin: string): { scheme: string; port: string; labels: string[] } | undefined {
  const match = ORIGIN.exec(origin.toLowerCase());
  if (match === null) return undefined;
  const [, scheme = '', host = '', port = PORTS[scheme] ?? ''] = match;
  return { scheme, port, labels: host.startsWith('[') ? [host] : host.split('.') };
}
