import { alignVariants } from './align-variants.ts';
import type { Automaton } from './automaton.ts';
import { findDeviations, type SymbolDeviation } from './find-deviations.ts';
import type { VariantTallies } from './variant-tallies.ts';

/** What aligning a variant came to. Variants with the same outcome share one object. */
export interface Outcome {
  cost: number;
  deviations: readonly SymbolDeviation[];
}

/** Outcomes in the order of the variants; undefined where they were not asked for. */
export interface Outcomes {
  over: (Outcome | undefined)[];
  open: (Outcome | undefined)[];
}

/** Most variants remembered for one process, and most processes: some tens of megabytes. */
const MOST_VARIANTS = 400_000;
const MOST_PROCESSES = 4;

interface Memory {
  over: Map<string, Outcome>;
  open: Map<string, Outcome>;
  shared: Map<string, Outcome>;
}

const FITS: Outcome = { cost: 0, deviations: [] };

/**
 * Aligns variants and remembers what came of them, so that asking again costs what is new. The memory changes nothing but
 * the time: an outcome depends on the process, the stages and the variant alone.
 */
export class OutcomeMemory {
  readonly #memories = new Map<string, Memory>();

  /**
   * @param stages numbers of the symbols' stages, by symbol
   * @param variants in ascending order of their code units, each once
   * @param wanted journeys that are over, and those still open: where there are some, the outcome is wanted
   */
  outcomes(
    automaton: Automaton,
    stages: readonly number[],
    variants: readonly string[],
    wanted: { over: VariantTallies; open: VariantTallies },
  ): Outcomes {
    const memory = this.#memory(`${automaton.key} ${stages.join(' ')}`);
    const outcomes: Outcomes = { over: new Array(variants.length), open: new Array(variants.length) };
    const fresh: number[] = [];
    variants.forEach((variant, i) => {
      const over = wanted.over.journeys(i) > 0;
      const open = wanted.open.journeys(i) > 0;
      if (over) outcomes.over[i] = memory.over.get(variant);
      if (open) outcomes.open[i] = memory.open.get(variant);
      if ((over && outcomes.over[i] === undefined) || (open && outcomes.open[i] === undefined)) fresh.push(i);
    });
    if (memory.over.size + memory.open.size + fresh.length > MOST_VARIANTS) {
      memory.over.clear();
      memory.open.clear();
    }
    const keep = fresh.length <= MOST_VARIANTS;
    const stageOf = (symbol: number): number => stages[symbol] ?? 0;
    const news = fresh.map((i) => variants[i] ?? '');
    alignVariants(automaton, news, (n, costOf, movesOf) => {
      const i = fresh[n] ?? 0;
      const variant = news[n] ?? '';
      const outcome = (isOpen: boolean): Outcome => {
        const cost = costOf(isOpen);
        if (cost === 0) return FITS;
        return sharedOutcome(memory.shared, { cost, deviations: findDeviations(movesOf(isOpen), stageOf) });
      };
      if (wanted.over.journeys(i) > 0) {
        const made = outcome(false);
        outcomes.over[i] = made;
        if (keep) memory.over.set(variant, made);
      }
      if (wanted.open.journeys(i) > 0) {
        const made = outcome(true);
        outcomes.open[i] = made;
        if (keep) memory.open.set(variant, made);
      }
    });
    return outcomes;
  }

  #memory(key: string): Memory {
    const known = this.#memories.get(key) ?? { over: new Map(), open: new Map(), shared: new Map() };
    this.#memories.delete(key);
    this.#memories.set(key, known);
    const [oldest] = this.#memories.keys();
    if (this.#memories.size > MOST_PROCESSES && oldest !== undefined) this.#memories.delete(oldest);
    if (known.shared.size > MOST_VARIANTS) known.shared.clear();
    return known;
  }
}

/** The first outcome that was alike. No two kinds of deviation begin with the same letter. */
function sharedOutcome(shared: Map<string, Outcome>, outcome: Outcome): Outcome {
  let key = '';
  // Piece by piece: a function takes no more than some hundred thousand arguments, and journeys may have more touchpoints.
  for (const { kind, symbol, moves } of outcome.deviations)
    key += String.fromCharCode(kind.charCodeAt(0), symbol, moves);
  const known = shared.get(key);
  if (known !== undefined) return known;
  shared.set(key, outcome);
  return outcome;
}
