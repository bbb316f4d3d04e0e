import { expect, test } from 'vitest';
import { alignVariants } from './align-variants.ts';
import { compileAutomaton } from './automaton.ts';
import { findDeviations } from './find-deviations.ts';
import { flowProcess, type Process } from './process.ts';

// Steps a to e are of the stages 1 to 5; anything else is of none.
const step = (name: string): Process => ({ kind: 'step', symbol: name.charCodeAt(0) });
const stageOf = (symbol: number): number => Math.max(0, 'abcde'.indexOf(String.fromCharCode(symbol)) + 1);
const automaton = compileAutomaton(flowProcess(['a', { loop: 'b' }, { optional: 'c' }, 'd', 'e'], step));

function told(journey: string, open = false): string[] {
  const found: string[] = [];
  alignVariants(automaton, [journey], (_, __, moves) => {
    for (const { kind, symbol, moves: own } of findDeviations(moves(open), stageOf)) {
      found.push(`${kind} ${String.fromCharCode(symbol)} ${own}`);
    }
  });
  return found;
}

test('what a journey did differently is told by its kind', () => {
  expect(told('abcde')).toEqual([]);
  expect(told('abbde')).toEqual([]);
  expect(told('abe')).toEqual(['skipped d 1']);
  expect(told('abxde')).toEqual(['inserted x 1']);
  expect(told('badcde')).toEqual(['out_of_order b 2', 'inserted d 1']);
  expect(told('abdae')).toEqual(['loop_back a 1']);
  expect(told('abddde')).toEqual(['loop_back d 1', 'loop_back d 1']);
  expect(told('abc')).toEqual(['early_exit d 2']);
  expect(told('abxx')).toEqual(['inserted x 1', 'inserted x 1', 'early_exit d 2']);
  expect(told('x')).toEqual(['inserted x 1', 'early_exit a 4']);
  expect(told('ae')).toEqual(['skipped b 1', 'skipped d 1']);
});

test('what can still come is no deviation of an open journey', () => {
  expect(told('abc', true)).toEqual([]);
  expect(told('ad', true)).toEqual(['skipped b 1']);
  expect(told('x', true)).toEqual(['inserted x 1']);
  expect(told('', true)).toEqual([]);
});
