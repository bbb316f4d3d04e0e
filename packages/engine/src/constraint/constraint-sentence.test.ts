import type { ConstraintCandidate } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { periodStride } from './chain-journeys.ts';
import { constraintSentence, type SentenceParts } from './constraint-sentence.ts';
import { historyText, targetText } from './reference-text.ts';

const segment = (name: string, entered: number, gain: number) => ({
  segment: name,
  entered,
  conversion: 0.4,
  reference_conversion: 0.5,
  gain,
});
const payment: ConstraintCandidate = {
  number: 4,
  stage: 'payment',
  name: 'Payment',
  probability: 0.93,
  gain: 312.4,
  interval: [250, 380],
  gain_value: { currency: 'EUR', amount: 18_040.2, other: [] },
  regret: 1,
  conversion: 0.4,
  reference_conversion: 0.5,
  reference: { kind: 'history', text: 'the 3 weeks before' },
  segments: [segment('mobile', 500, 290), segment('desktop', 500, 22.4)],
  decomposition: null,
  experiment: null,
  signals: [],
  vitals: [],
  deviations: [],
};
const parts: SentenceParts = {
  constraint: payment,
  candidates: [payment],
  stages: 6,
  entrants: 1000,
  throughput: 2000,
  segmentBy: 'device',
  reference: 'auto',
  hasReference: true,
};

test('a constraint is said in one sentence', () => {
  expect(constraintSentence(parts)).toBe(
    'Stage 4 of 6, Payment, holds the chain back: restoring it to the level of the 3 weeks before is worth ~312 orders (18\u00a0040 EUR) a week, 93 % sure; most of the gap is on mobile.',
  );
});

test.each([
  [
    'other currencies',
    { gain_value: { currency: 'EUR', amount: 180, other: [{ currency: 'JPY', amount: 900_000 }] } },
    'is worth ~312 orders (180 EUR + 900\u00a0000 JPY) a week',
  ],
  ['no value known', { gain_value: { currency: 'EUR', amount: 0, other: [] } }, 'is worth ~312 orders a week'],
  ['few orders', { gain: 3.26 }, 'is worth ~3.3 orders'],
  ['many orders', { gain: 1_234_567 }, 'is worth ~1\u00a0234\u00a0567 orders'],
  ['nearly certain', { probability: 1 }, 'a week, over 99 % sure;'],
  ['one segment', { segments: [segment('mobile', 500, 290)] }, '93 % sure.'],
  ['spread evenly', { segments: [segment('a', 500, 60), segment('b', 500, 60)] }, '93 % sure.'],
  ['a segment that has all the journeys', { segments: [segment('a', 900, 90), segment('b', 100, 10)] }, '93 % sure.'],
  [
    'an unknown segment',
    { segments: [segment('', 500, 90), segment('b', 500, 1)] },
    'gap is where the device is unknown.',
  ],
  ['the rest', { segments: [segment('(other)', 500, 90), segment('b', 500, 1)] }, 'gap is on rarer values of device.'],
  [
    'a target',
    { reference: { kind: 'target' as const, text: targetText(0.455) } },
    "restoring it to the map's target of 45.5 % is worth",
  ],
])('%s', (_, change, words) => {
  expect(constraintSentence({ ...parts, constraint: { ...payment, ...change } })).toContain(words);
});

test.each<[string, Partial<SentenceParts>, string]>([
  ['too few', { entrants: 37 }, 'only 37 journeys entered the chain in the period, and it takes 100 to tell.'],
  ['one', { entrants: 1 }, 'only 1 journey entered the chain in the period, and it takes 100 to tell.'],
  ['no reference', { hasReference: false }, 'there is neither history nor a target in the map to compare with.'],
  [
    'too few segments',
    { reference: 'segments', hasReference: false },
    'it takes three segments or more to tell what the better ones reach, and there are fewer.',
  ],
  [
    'no target',
    { reference: 'target', hasReference: false },
    'no stage before the goal has a target in the map to compare with.',
  ],
  [
    'not sure',
    { candidates: [{ ...payment, probability: 0.43 }] },
    'stage 4, Payment, is the likeliest with 43 %, and it takes 80 % to be named.',
  ],
  [
    'nothing worse',
    { candidates: [{ ...payment, probability: 0.05 }] },
    'no stage is below its reference by more than is normal.',
  ],
  [
    'not worth it',
    { candidates: [{ ...payment, gain: 30 }] },
    'restoring stage 4, Payment, would release ~30 orders a week, 1.5 % of all, and it takes 3 % to be named.',
  ],
  ['no chain', { candidates: [] }, 'the chain up to the goal has only one stage.'],
])('no clear constraint: %s', (_, change, words) => {
  expect(constraintSentence({ ...parts, constraint: null, ...change })).toBe(`No clear constraint: ${words}`);
});

test.each([
  [3, 7, 'the 3 weeks before'],
  [1, 7, 'the week before'],
  [3, 14, 'the 3 periods of 2 weeks before'],
  [1, 14, 'the 2 weeks before'],
  [8, 1, 'the same day of the 8 weeks before'],
  [1, 1, 'the same day of the week before'],
  [2, 1 / 24, 'the same hour of the 2 weeks before'],
  [2, 0.25, 'the same 6 h of the 2 weeks before'],
  [3, 30, 'the same 30 d of the 3 periods of 5 weeks before'],
  [1, 10, 'the same 10 d of the 2 weeks before'],
])('%d periods of %d days are named', (periods, days, words) => {
  const span = { from: 0, to: days * 86_400_000 };
  expect(historyText(periods, span.to, periodStride(span))).toBe(words);
});
