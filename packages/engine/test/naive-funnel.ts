import type { TestJourney } from './journeys-table.ts';

/** One touchpoint of what is counted. */
export interface Touch {
  code: number;
  time: number;
}

/** What is counted, with the `landing` of the journey that it begins in. */
export interface Unit {
  /** Person, and what tells the person's units apart as the engine does. */
  key: [person: string, number: number];
  landing: string;
  touches: Touch[];
}

const landing = (journey: TestJourney): string => String(journey.more?.landing);
const touchesOf = (journey: TestJourney): (Touch & { session: number })[] =>
  journey.codes.map((code, i) => ({
    code,
    time: journey.start + (journey.offsets[i] ?? 0),
    session: journey.sessions[i] ?? 0,
  }));

/** Journeys, persons or sessions of a log; journeys come in the order of person and number. */
export function naiveUnits(journeys: readonly TestJourney[], by: 'journey' | 'person' | 'session'): Unit[] {
  if (by === 'journey') {
    return journeys.map((journey) => ({
      key: [journey.person, journey.number],
      landing: landing(journey),
      touches: touchesOf(journey),
    }));
  }
  const units = new Map<string, Unit>();
  for (const journey of journeys) {
    for (const touch of touchesOf(journey)) {
      const key = by === 'person' ? journey.person : `${journey.person} ${touch.session}`;
      const unit = units.get(key) ?? {
        key: [journey.person, by === 'person' ? 0 : touch.session],
        landing: landing(journey),
        touches: [],
      };
      unit.touches.push(touch);
      units.set(key, unit);
    }
  }
  return [...units.values()];
}

/** Every way to serve the steps in order; the longest, and of those the first in the order of places. */
function chains(all: readonly Touch[], steps: readonly number[][], strict: boolean, window: number): number[] {
  let best: number[] = [];
  const go = (chain: number[]): void => {
    if (chain.length > best.length) best = chain;
    const step = steps[chain.length];
    // The first whole chain that is found is also the first in order.
    if (step === undefined || best.length === steps.length) return;
    const last = chain.at(-1);
    for (let i = last === undefined ? 0 : last + 1; i < all.length; i++) {
      if (strict && last !== undefined && i > last + 1) return;
      const touch = all[i];
      const first = all[chain[0] ?? i];
      if (touch === undefined || first === undefined || touch.time - first.time > window) continue;
      if (step.includes(touch.code)) go([...chain, i]);
    }
  };
  go([]);
  return best;
}

/** Whether distinct touches can serve all the steps: gives each step a touch and lets earlier steps make room. */
function served(all: readonly Touch[], steps: readonly number[][]): boolean {
  const holder: (number | undefined)[] = all.map(() => undefined);
  const place = (step: number, tried: Set<number>): boolean =>
    all.some((touch, i) => {
      if (tried.has(i) || steps[step]?.includes(touch.code) !== true) return false;
      tried.add(i);
      const other = holder[i];
      if (other !== undefined && !place(other, tried)) return false;
      holder[i] = step;
      return true;
    });
  return steps.every((_, step) => place(step, new Set()));
}

function anyOrder(all: readonly Touch[], steps: readonly number[][], window: number): number[] {
  let best: number[] = [];
  for (let begin = 0; begin < all.length; begin++) {
    const since = all[begin]?.time ?? 0;
    const times: number[] = [];
    for (let k = 1; k <= steps.length; k++) {
      const end = all.findIndex(
        (touch, j) => j >= begin && touch.time - since <= window && served(all.slice(begin, j + 1), steps.slice(0, k)),
      );
      if (end === -1) break;
      times.push(all[end]?.time ?? 0);
    }
    if (times.length > best.length) best = times;
  }
  return best;
}

/** When each step was reached, by trying everything. */
export function naiveTimes(
  touches: readonly Touch[],
  steps: readonly number[][],
  order: 'ordered' | 'strict' | 'any',
  window = Number.POSITIVE_INFINITY,
): number[] {
  if (order === 'any') return anyOrder(touches, steps, window);
  return chains(touches, steps, order === 'strict', window).map((i) => touches[i]?.time ?? 0);
}
