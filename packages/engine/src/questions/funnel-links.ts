import type { FunnelStep } from './funnel-steps.ts';

/** One touchpoint of a chain: a step, or one of its repetitions. */
export interface Link extends Pick<FunnelStep, 'codes' | 'withinMs' | 'without'> {
  /** Index of its step. */
  step: number;
  /** Links, from 1, that may come right before it; none for the first. */
  sources: readonly number[];
}

/** Steps with their repetitions laid out. A step comes after the one before it, or after the one before that if that is optional. */
export function layOutLinks(steps: readonly FunnelStep[]): Link[] {
  const links: Link[] = [];
  const lasts: number[] = [];
  for (const [step, { times, codes, withinMs, without }] of steps.entries()) {
    const sources: number[] = [];
    for (let before = step - 1; before >= 0; before--) {
      sources.push(lasts[before] ?? 0);
      if (!steps[before]?.optional) break;
    }
    for (let nth = 1; nth <= times; nth++) {
      links.push({ step, codes, withinMs, without, sources: nth === 1 ? sources : [links.length] });
    }
    lasts.push(links.length);
  }
  return links;
}

/** Number, from 1, of each step's last link: what has reached it has reached the step. */
export function lastLinks(links: readonly Link[]): number[] {
  const steps = new Set(links.map(({ step }) => step));
  return [...steps].map((step) => links.findLastIndex((link) => link.step === step) + 1);
}

/** Whether a link may come after one or another, because steps may be left out. */
export function hasBranches(links: readonly Link[]): boolean {
  return links.some(({ sources }) => sources.length > 1);
}
