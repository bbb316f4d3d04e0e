/** Sixteen random hexadecimal digits; unlike `crypto.randomUUID` also on pages without TLS. */
export function randomId({ crypto }: { crypto: Crypto }): string {
  return (crypto.getRandomValues(new BigUint64Array(1))[0] as bigint).toString(16).padStart(16, '0');
}
