import { FIRST_NAME_CODE, OTHER_CODE } from '../map/compiled-map.ts';
import { nearest } from '../map/nearest.ts';
import { PlanError } from './plan-error.ts';
import type { QuestionContext } from './question.ts';

/** A touchpoint as answers show it. */
export interface NamedTouchpoint {
  touchpoint: string;
  /** Number of its stage; 0 where the map has no such touchpoint. */
  stage: number;
}

/** What the bytes of a stored journey stand for, both ways. */
export interface Codebook {
  /**
   * The code of a touchpoint's id, or of an event name that the map does not hold.
   * @param field path of the plan's field that names it, for the error
   * @throws PlanError when nothing has that name
   */
  code(name: string, field: string): number;
  /** What a code stands for; an event whose name came after all codes were given away is `(other)`. */
  touchpoint(code: number): NamedTouchpoint;
}

const LAST_NAME_CODE = OTHER_CODE - 1;
const EVENT = 'event:';

/**
 * Makes the codebook of a site. An event name that is also the id of a touchpoint (its rule takes only some of those
 * events) is written `event:<name>`.
 */
export function codebook(context: Pick<QuestionContext, 'map' | 'names'>): Codebook {
  const codes = new Map<string, number>();
  const touchpoints = new Map<number, NamedTouchpoint>();
  for (const { id, code, stage } of context.map.touchpoints) {
    codes.set(id, code);
    touchpoints.set(code, { touchpoint: id, stage });
  }
  context.names.forEach((name, i) => {
    const code = FIRST_NAME_CODE + i;
    if (code > LAST_NAME_CODE) return;
    const shown = codes.has(name) ? `${EVENT}${name}` : name;
    codes.set(shown, code);
    codes.set(`${EVENT}${name}`, code);
    touchpoints.set(code, { touchpoint: shown, stage: 0 });
  });

  const refuse = (name: string, field: string): PlanError => {
    const plain = name.startsWith(EVENT) ? name.slice(EVENT.length) : name;
    const holder = context.map.touchpoints.filter((touchpoint) => touchpoint.events.includes(plain));
    if (holder.length > 0) {
      const ids = holder.map(({ id }) => `"${id}"`).join(' or ');
      return new PlanError(`The map counts the event "${plain}" as the touchpoint ${ids}; ask for that.`, field, name);
    }
    if (context.names.includes(plain)) {
      return new PlanError(
        `The event "${plain}" came after ${LAST_NAME_CODE - FIRST_NAME_CODE + 1} other names and is only counted as "(other)"; give it a touchpoint in the map.`,
        field,
        name,
      );
    }
    const all = [...new Set([...touchpoints.values()].map(({ touchpoint }) => touchpoint))];
    const near = nearest(name, all);
    const way =
      near.length > 0
        ? `did you mean ${near.map((word) => `"${word}"`).join(' or ')}?`
        : `there ${all.length === 1 ? 'is' : 'are'} ${all.slice(0, 12).join(', ')}${all.length > 12 ? ` and ${all.length - 12} more` : ''}.`;
    return new PlanError(`There is no touchpoint or event "${name}"; ${way}`, field, name);
  };

  return {
    code(name, field) {
      const code = codes.get(name);
      if (code === undefined) throw refuse(name, field);
      return code;
    },
    touchpoint: (code) => touchpoints.get(code) ?? { touchpoint: '(other)', stage: 0 },
  };
}
