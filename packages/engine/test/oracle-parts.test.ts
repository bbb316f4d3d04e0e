import { expect, test } from 'vitest';

interface Part {
  pairs?: number;
  questions?: number;
  differences: number | null;
  date: string;
}
interface Kept {
  passed: boolean;
  parts: Record<string, Part>;
}
const { mergeParts }: { mergeParts(kept: Kept | undefined, run: Record<string, Part>): Kept } = await import(
  new URL('../bench/oracle-parts.mjs', import.meta.url).href
);

const whole: Record<string, Part> = {
  funnel: { pairs: 1_000_000, differences: 0, date: '2026-11-01' },
  conformance: { pairs: 1_200_000, differences: 0, date: '2026-11-02' },
  reconciliation: { pairs: 10_000, questions: 10_000, differences: 0, date: '2026-11-03' },
};

test('a part that is run takes the place of its own, and of no other', () => {
  const kept = mergeParts(undefined, whole);
  expect(kept).toEqual({ passed: true, parts: whole });
  const funnel = { pairs: 2_000_000, differences: 0, date: '2026-11-09' };
  expect(mergeParts(kept, { funnel })).toEqual({ passed: true, parts: { ...whole, funnel } });
});

test.each([
  ['a part is lacking', { funnel: whole.funnel as Part }, undefined],
  ['too little was compared', { funnel: { pairs: 300_250, differences: 0, date: '' } }, whole],
  ['too little was asked', { reconciliation: { pairs: 10_000, differences: 0, date: '' } }, whole],
  ['there are differences', { conformance: { pairs: 1_000_000, differences: 1, date: '' } }, whole],
  ['it ended before it was through', { conformance: { pairs: 1_000_000, differences: null, date: '' } }, whole],
])('it has not passed where %s', (_, run, parts) => {
  expect(mergeParts(parts && { passed: true, parts }, run).passed).toBe(false);
});
