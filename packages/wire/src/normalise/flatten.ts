import { MAX_PROPS } from '@desirepath/schema';
import { cleanText } from './clean-text.ts';
import { Refusal } from './refusal.ts';
import { shown } from './scrub-text.ts';
import { isUserData } from './user-data.ts';

/** Levels below the parameters that are taken: `a.b.c.d.e`. */
const MAX_DEPTH = 5;
/** Longest name of a property. */
const MAX_KEY = 200;

/** The properties of an event by kind. */
export interface FlatProps {
  props: Record<string, string>;
  nums: Record<string, number>;
}

/**
 * Flattens parameters to texts and numbers with dotted names. Names that meet (`{"a.b":1,"a":{"b":2}}`) are both kept, the
 * later one as `a.b#2`; an empty value (null) has nothing to keep. The data of a person is left out at every level.
 *
 * @param except names of parameters that are left out
 * @throws Refusal when there are more than {@link MAX_PROPS} properties or more than {@link MAX_DEPTH} levels
 * @example flatten({ plan: { name: 'pro', seats: 3 } }) // props { 'plan.name': 'pro' }, nums { 'plan.seats': 3 }
 */
export function flatten(params: Record<string, unknown>, except: readonly string[] = []): FlatProps {
  const props: Record<string, string> = {};
  const nums: Record<string, number> = {};
  const taken = new Set<string>();
  add('', params, 0);
  return { props, nums };

  function add(prefix: string, value: unknown, depth: number): void {
    if (typeof value === 'object' && value !== null) {
      if (depth >= MAX_DEPTH) {
        throw new Refusal(
          'too_deep',
          `params.${prefix}`,
          `"${shown(prefix, 60)}" is nested too deeply; send at most ${MAX_DEPTH} levels.`,
        );
      }
      for (const key of Object.keys(value)) {
        if ((depth === 0 && except.includes(key)) || isUserData(key)) continue;
        add(prefix === '' ? key : `${prefix}.${key}`, (value as Record<string, unknown>)[key], depth + 1);
      }
      return;
    }
    if (value === null || value === undefined) return;
    const name = free(cleanText(prefix, MAX_KEY));
    if (taken.size > MAX_PROPS) {
      throw new Refusal(
        'too_many_props',
        'params',
        `The event has more than ${MAX_PROPS} properties; send the ones that matter.`,
      );
    }
    if (typeof value === 'number' && Number.isFinite(value)) put(nums, name, value === 0 ? 0 : value);
    else put(props, name, cleanText(String(value)));
  }

  function free(name: string): string {
    let unique = name;
    for (let no = 2; taken.has(unique); no++) unique = `${name}#${no}`;
    taken.add(unique);
    return unique;
  }
}

/** `__proto__` is a name like any other. An object without a prototype would see to that, too, and take longer to make and to write. */
function put<Value>(into: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__')
    Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
  else into[name] = value;
}
