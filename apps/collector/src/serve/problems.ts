import { type Problem, problem, type Site } from '@desirepath/schema';

export function wrongKey(key: string | undefined): Problem {
  const detail =
    key === undefined
      ? 'The request has no write key; send it as "key" in the body, as ?key= or in the header X-Desirepath-Key.'
      : 'No site has this write key; copy it from sites.yaml or from the studio.';
  return problem('wrong_write_key', 401, 'Wrong write key', detail, {
    field: 'key',
    ...(key === undefined ? {} : { value: key }),
  });
}

export function wrongOrigin(origin: string, site: Site | undefined): Problem {
  const where = site === undefined ? 'any site' : `the site ${site.id}`;
  const isSilent = origin === '' && site !== undefined;
  return problem(
    'wrong_origin',
    403,
    'Wrong origin',
    isSilent
      ? `The browser does not tell which page it comes from, so it may be none of ${where}; let the page's Referrer-Policy say its origin.`
      : `The origin is none of those of ${where}; if it is yours, add it to "origins" in sites.yaml and start the collector again.`,
    { field: 'origin', value: origin },
  );
}

export function bodyTooLarge(limit: number): Problem {
  return problem(
    'body_too_large',
    413,
    'Body too large',
    `The body has more than ${limit} bytes; send fewer events a request.`,
  );
}

export function tooManyEvents(count: number, limit: number): Problem {
  return problem(
    'too_many_events',
    413,
    'Too many events',
    `The request has ${count} events; send at most ${limit} a request.`,
    { field: 'events', value: count },
  );
}

export function brokenJson(fault: string): Problem {
  return problem(
    'broken_json',
    400,
    'Broken JSON',
    `The body is no JSON: ${fault}; send the whole of JSON.stringify's result.`,
  );
}

export function badEnvelope({ field, detail }: { field: string; detail: string }): Problem {
  return problem('bad_envelope', 400, 'Unknown shape', detail, { field });
}

export function encodedBody(encoding: string): Problem {
  return problem(
    'encoded_body',
    415,
    'Encoded body',
    'The body is compressed in a way the collector does not know; compress it with gzip, or send it as it is.',
    { field: 'content-encoding', value: encoding },
  );
}

export function slowBody(fault: string): Problem {
  return problem('slow_body', 408, 'Slow body', `The body was given up: ${fault}; send fewer events a request.`);
}

export function urlTooLong(limit: number): Problem {
  return problem(
    'url_too_long',
    414,
    'URL too long',
    `The path with its query has more than ${limit} bytes; send the data in the body.`,
  );
}

/** @param wait after how many ms the same request would be taken */
export function limited(by: 'key' | 'address', wait: number): Problem & { retryAfter: number } {
  const seconds = Math.max(1, Math.ceil(wait / 1000));
  const who = by === 'key' ? 'this write key' : 'this address';
  return {
    ...problem('too_fast', 429, 'Too fast', `There is too much from ${who}; send it again after ${seconds} s.`),
    retryAfter: seconds,
  };
}

export function noToken(): Problem {
  return problem(
    'wrong_token',
    401,
    'Wrong token',
    'This needs an admin token of the site; send it as "Authorization: Bearer TOKEN".',
    { field: 'authorization' },
  );
}

export function weakToken(): Problem {
  return problem('weak_token', 403, 'Not allowed', 'This token may only read; this needs an admin token of the site.', {
    field: 'authorization',
  });
}

export function notOperator(): Problem {
  return problem(
    'wrong_token',
    401,
    'Wrong token',
    'The figures are for the operator: send the token whose SHA-256 is "metrics_token" in sites.yaml as "Authorization: Bearer TOKEN", or, where none is set, ask on the machine itself.',
    { field: 'authorization' },
  );
}

export function otherSite(site: string): Problem {
  return problem(
    'wrong_site',
    403,
    'Wrong site',
    'The token is not one of this site; use a token of the site, or leave ?site= out.',
    {
      field: 'site',
      value: site,
    },
  );
}

export function whichSite(sites: readonly string[]): Problem {
  return problem(
    'which_site',
    400,
    'Which site?',
    `The token belongs to several sites (${sites.join(', ')}); name one with ?site=.`,
    {
      field: 'site',
    },
  );
}

export function badSubject(): Problem {
  return problem(
    'bad_subject',
    400,
    'Erase whom?',
    'The body names nobody; send {"person":"…"} or {"visitor":"…"}, one of them.',
  );
}

export function closing(): Problem {
  return problem(
    'closing',
    503,
    'Closing',
    'The collector is being stopped and has taken nothing of this request; send it again later.',
  );
}

export function storeAway(): Problem {
  return problem(
    'store_away',
    503,
    'Store away',
    'ClickHouse does not answer; events are taken and kept all the same, ask this again in a moment.',
  );
}

export function internalError(): Problem {
  return problem(
    'internal',
    500,
    'Internal error',
    'The collector failed at this request and has acknowledged nothing of it; send it again.',
  );
}
