/** The word for so many: `plural(1, 'order')` is `order`, of any other number `orders`. */
export function plural(count: number, one: string): string {
  return count === 1 ? one : `${one}s`;
}
