import { describe, expect, it } from 'vitest';
import type { DemoAnswer } from '../src/demo/demo-answer.ts';
import { jsonOf } from './run-cli.ts';

describe('demo --once', () => {
  it('names the planted step: paying, on a phone', async () => {
    const answer = await jsonOf<DemoAnswer & { seconds: number }>(['demo', '--once']);
    expect(answer.constraint).not.toBeNull();
    expect(answer.constraint).toMatchObject({ stage: 'payment', segment: 'mobile' });
    expect(answer.constraint?.probability).toBeGreaterThanOrEqual(0.8);
    expect(answer.constraint?.gain).toBeGreaterThan(0);
    expect(answer.constraint?.interval[0]).toBeLessThan(answer.constraint?.gain ?? 0);
    expect(answer.constraint?.reference.text).not.toBe('');
    expect(answer.sentence).toContain('Payment');
    expect(answer.journeys).toBeGreaterThanOrEqual(20_000);
    expect(answer.events).toBeGreaterThan(100_000);
    expect(answer.stages).toHaveLength(7);
    expect(answer.orders).toBeGreaterThan(1000);
    expect(answer.seconds).toBeLessThan(60);
  });
});
