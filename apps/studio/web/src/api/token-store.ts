const KEY = 'desirepath.token';

/**
 * The token for this tab: taken once from the address's fragment (`#token=…`, which browsers never send anywhere) and
 * out of sight at once, else what the tab remembers.
 */
export function initialToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null && given !== '') {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(KEY);
}

/** Remembers the token until the tab is closed; null forgets it. */
export function keepToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}
