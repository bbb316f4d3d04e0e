import { countText } from './progress.ts';

/** `1 order`, `12 345 orders` */
export function counted(count: number, one: string): string {
  return `${countText(count)} ${one}${count === 1 ? '' : 's'}`;
}
