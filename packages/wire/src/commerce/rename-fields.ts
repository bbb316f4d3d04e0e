import { type Fields, own } from '../dialect/fields.ts';
import type { FieldRule } from './commerce-table.ts';

/**
 * Gives fields their names here. Of several that mean the same the first that says something counts; the others stay what they
 * are, and so does everything that no rule names.
 *
 * @example renameFields({ order_id: 'A1', coupon: 'X' }, [{ from: ['order_id'], to: 'transaction_id' }]) // transaction_id, coupon
 */
export function renameFields(from: Fields, rules: readonly FieldRule[]): Record<string, unknown> {
  const renamed: Record<string, unknown> = Object.create(null);
  const used = new Set<string>();
  for (const rule of rules) {
    const name = rule.from.find((one) => !used.has(one) && isSaid(own(from, one)));
    if (name === undefined) continue;
    used.add(name);
    renamed[rule.to] = from[name];
  }
  for (const name of Object.keys(from)) if (!used.has(name) && !(name in renamed)) renamed[name] = from[name];
  return renamed;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
