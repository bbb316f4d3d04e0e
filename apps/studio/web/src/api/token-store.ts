const KEY = 'desirepath.token';

/** The token in the address's fragment, out of sight from now on; null where there is none. */
export function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null || given === '') return null;
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}

/**
 * The token for this tab: taken once from the address's fragment (`#token=…`, which browsers never send anywhere) and
 * out of sight at once, else what the tab remembers.
 */
export function initialToken(): string | null {
  const given = takeToken();
  if (given !== null) keepToken(given);
  return sessionStorage.getItem(KEY);
}

/** Remembers the token until the tab is closed; null forgets it. */
export function keepToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}
