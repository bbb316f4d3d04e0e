import type { ConstraintPlan } from '@desirepath/schema';
import type { CompiledStage } from '../map/compiled-map.ts';
import { binStart } from '../statistics/duration-bins.ts';
import { periodStride } from './chain-journeys.ts';
import { type JudgedChain, type JudgedStep, LEAST_ENTRANTS } from './judge-chain.ts';
import { kitagawa } from './kitagawa.ts';
import { segmentPlace } from './segment-place.ts';

/** A fall of conversion this large is explained where most of it is a shift of the mix. */
const LEAST_FALL = 0.02;

/** From so many periods of history on, more of them are better, but these will do. */
const ENOUGH_PERIODS = 3;

/** What the judgement was made with. */
export interface CaveatParts {
  plan: ConstraintPlan;
  /** The judged period. */
  span: { from: number; to: number };
  /** Names of the segments. */
  segments: readonly string[];
  chain: readonly CompiledStage[];
  judged: JudgedChain;
  entrants: number;
}

/** What the data cannot say, each in one sentence. Empty where nothing limits the answer. */
export function constraintCaveats(parts: CaveatParts): string[] {
  const { plan, chain, judged, entrants } = parts;
  const caveats: string[] = [];
  if (entrants === 0) {
    caveats.push(
      'No journey entered the chain in the period; name one that has some, such as "period": {"from": "2026-01-01T00:00:00Z", "to": "2026-01-08T00:00:00Z"}.',
    );
  } else if (entrants < LEAST_ENTRANTS) {
    caveats.push(
      `${entrants} ${entrants === 1 ? 'journey' : 'journeys'} entered the chain in the period; below ${LEAST_ENTRANTS} no constraint is named. Choose a longer period.`,
    );
  }
  const wantsHistory = judged.steps.length > 0 && plan.reference !== 'target';
  if (wantsHistory && judged.steps.some((step) => step.reference !== 'target')) {
    if (judged.periods === 0) {
      caveats.push(
        'No journeys began before the period, so there is no history to compare with; give the stages a target in the map, or ask again later.',
      );
    } else if (judged.periods < Math.min(plan.history, ENOUGH_PERIODS)) {
      caveats.push(
        `History has ${judged.periods} of the ${plan.history} periods asked for, so what is normal is known less well.`,
      );
    }
    if (judged.periods === 1) {
      caveats.push('With one period of history the normal variation between periods is assumed, not measured.');
    }
  }
  if (plan.reference === 'target') {
    const without = chain.filter((stage, index) => index < chain.length - 1 && stage.targetConversion === null);
    if (without.length > 0) {
      caveats.push(
        `The map has no target for ${without.map((stage) => stage.name).join(', ')}; these stages cannot be the constraint.`,
      );
    }
  }
  caveats.push(...asideCaveats(parts));
  const short = judged.steps.flatMap((step, index) => {
    const stage = chain[index];
    if (stage === undefined || step.shares.judged.size === 0) return [];
    const horizon = binStart(step.shares.horizonBin, stage.windowMs);
    return horizon < stage.windowMs / 2 ? [`${stage.name} (${hours(horizon)} of ${hours(stage.windowMs)})`] : [];
  });
  if (short.length > 0) {
    caveats.push(
      `The period is too young for whole windows: conversion is measured within a part of them, in history alike, for ${short.join(', ')}.`,
    );
  }
  for (const [index, step] of judged.steps.entries()) {
    const { total, mix } = changeOf(step);
    if (step.reference !== 'history' || total > -LEAST_FALL || mix > total / 2) continue;
    caveats.push(
      `${chain[index]?.name ?? ''} converts ${points(-total)} points less than before, ${points(-mix)} of them because the mix by ${plan.segment_by} has shifted; that part is no change of the stage itself.`,
    );
  }
  return caveats;
}

/** What was set aside, for it would mislead. */
function asideCaveats({ chain, judged, span, segments, plan }: CaveatParts): string[] {
  const caveats = judged.surges.map(
    ({ segment, journeys }) =>
      `${journeys} journeys ${segmentPlace(segments[segment] ?? '', plan.segment_by)} came in a crowd and went nowhere; they are set aside, so a fall of the first stage there would not be seen. They may be robots, or a campaign that brings passers-by.`,
  );
  const whole = judged.aside.filter(({ segment }) => segment === null);
  if (whole.length > 0) {
    const named = whole.map(({ step, period }) => {
      const from = new Date(span.from - period * periodStride(span)).toISOString().slice(0, 10);
      return `${chain[step]?.name ?? ''} from ${from}`;
    });
    caveats.push(`Set aside from history, for something had happened there: ${named.join(', ')}.`);
  }
  return caveats;
}

/** The change of a step's overall conversion since its history, taken apart into mix and rate. */
function changeOf(step: JudgedStep) {
  return kitagawa(
    step.measured.map(({ entered, conversion, referenceConversion }, index) => ({
      segment: String(index),
      before: {
        size: step.shares.segments[index]?.history.reduce((sum, { size }) => sum + size, 0) ?? 0,
        rate: referenceConversion,
      },
      now: { size: entered, rate: conversion },
    })),
  );
}

function points(share: number): string {
  return (share * 100).toFixed(1);
}

function hours(ms: number): string {
  if (ms >= 2 * 86_400_000) return `${Number((ms / 86_400_000).toFixed(1))} d`;
  return ms >= 3_600_000 ? `${Number((ms / 3_600_000).toFixed(1))} h` : `${Math.round(ms / 60_000)} min`;
}
