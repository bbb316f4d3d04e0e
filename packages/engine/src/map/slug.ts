/**
 * The snake_case word for a name: `Checkout begun` becomes `checkout_begun`. Accents are dropped; a name without any
 * Latin letter or digit gives the empty text.
 */
export function slug(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 63)
    .replace(/^_+|_+$/g, '');
}
