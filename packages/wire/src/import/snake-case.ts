import { scrubText } from '../normalise/scrub-text.ts';

/**
 * A label as an event name: `Add to Cart` becomes `add_to_cart`; empty where nothing is left of it. It is scrubbed first: nobody would know
 * `jo_mail_example` for an address.
 *
 * @example snakeCase('Quickview Click') // 'quickview_click'
 */
export function snakeCase(label: string): string {
  return scrubText(label)
    .normalize('NFKC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100);
}
