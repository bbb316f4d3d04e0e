/**
 * The write key that stands as the user name of `Authorization: Basic`; undefined where there is none.
 *
 * @example basicKey('Basic d2tfc2hvcDo=') // 'wk_shop'
 */
export function basicKey(header: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const key = Buffer.from(encoded, 'base64').toString().split(':', 1)[0];
  return key === '' ? undefined : key;
}
