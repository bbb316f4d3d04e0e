import { expect, test } from 'vitest';
import { alignVariants } from '../src/conformance/align-variants.ts';
import { compileAutomaton } from '../src/conformance/automaton.ts';
import { type Move, spelledMove } from '../src/conformance/moves.ts';
import type { Process } from '../src/conformance/process.ts';
import { reportPairs } from './oracle-report.ts';
import { indelDistance, Meaning, referenceCost } from './process-reference.ts';
import { dice } from './random-journeys.ts';
import { randomProcess, randomVariant } from './random-process.ts';

/** Pairs of a process and a log; `pnpm bench oracle --pairs N` asks for more. */
const PAIRS = Number(process.env.ORACLE_PAIRS ?? 50_000);
/** About a hundred times what it takes. */
const PATIENCE = 60_000 + PAIRS * 5;

/** What the moves say: the cost, the log's side, and whether the map's side is a run of it. */
function judge(packed: readonly Move[], meaning: Meaning, open: boolean) {
  const moves = packed.map(spelledMove);
  let rests = new Set([meaning.start]);
  for (const { by, symbol } of moves) {
    if (by === 'journey') continue;
    const steps = [...rests].flatMap((rest) => meaning.of(rest).steps);
    rests = new Set(steps.filter((step) => step.symbol === symbol).map((step) => step.rest));
  }
  return {
    cost: moves.filter(({ by }) => by !== 'both').length,
    variant: String.fromCharCode(...moves.flatMap(({ by, symbol }) => (by === 'map' ? [] : symbol))),
    allowed: open ? rests.size > 0 : [...rests].some((rest) => meaning.of(rest).ends),
  };
}

test('costs and alignments equal the definition', { timeout: PATIENCE }, () => {
  const started = Date.now();
  let pairs = 0;
  for (let seed = 0; pairs < PAIRS; seed++) {
    const roll = dice(seed);
    const alphabet = 2 + roll(5);
    const designed = randomProcess(roll, 1 + roll(9), alphabet);
    const meaning = new Meaning(designed);
    const words = [...meaning.language(6)];
    const variants = new Set<string>();
    for (let i = 0; i < 12; i++) variants.add(randomVariant(roll, words, alphabet, 9));
    const automaton = compileAutomaton(designed);
    expect(automaton.shortest, JSON.stringify(designed)).toBe(referenceCost(meaning, '', false));
    const sorted = [...variants].sort();
    alignVariants(automaton, sorted, (index, costOf, moves) => {
      const variant = sorted[index] ?? '';
      const told = JSON.stringify({ seed, designed, variant: [...variant].map((char) => char.charCodeAt(0)) });
      for (const open of [false, true]) {
        const cost = referenceCost(meaning, variant, open);
        expect(costOf(open), told).toBe(cost);
        expect(judge(moves(open), meaning, open), told).toEqual({ cost, variant, allowed: true });
        pairs += 1;
      }
    });
  }
  reportPairs('alignments', { pairs, differences: 0, seconds: (Date.now() - started) / 1000 });
});

test('the cost is the least distance to a word of the language', { timeout: PATIENCE }, () => {
  const loopless = (part: Process): boolean =>
    part.kind !== 'loop' && (!('parts' in part) || part.parts.every(loopless));
  let pairs = 0;
  for (let seed = 10_000; pairs < PAIRS / 25; seed++) {
    const roll = dice(seed);
    const designed = randomProcess(roll, 1 + roll(7), 4);
    if (!loopless(designed)) continue;
    const words = [...new Meaning(designed).language(8)];
    const sorted = [...new Set(Array.from({ length: 8 }, () => randomVariant(roll, words, 4, 7)))].sort();
    alignVariants(compileAutomaton(designed), sorted, (index, costOf) => {
      expect(costOf(false)).toBe(Math.min(...words.map((word) => indelDistance(word, sorted[index] ?? ''))));
      pairs += 1;
    });
  }
});
