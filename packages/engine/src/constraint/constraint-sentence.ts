import type { Breakdown, ConstraintCandidate, ConstraintPlan } from '@desirepath/schema';
import { LEAST_ENTRANTS, LEAST_GAIN_SHARE, LEAST_PROBABILITY } from './judge-chain.ts';
import { segmentPlace } from './segment-place.ts';

/** What the sentence is made of. */
export interface SentenceParts {
  constraint: ConstraintCandidate | null;
  /** The largest expected gain first. */
  candidates: readonly ConstraintCandidate[];
  /** Stages of the map. */
  stages: number;
  entrants: number;
  throughput: number;
  segmentBy: Breakdown;
  /** What steps were to be compared with, */
  reference: ConstraintPlan['reference'];
  /** and whether any step has that. */
  hasReference: boolean;
}

/** A segment is named when it holds this share of the gap, */
const MOST_OF_THE_GAP = 0.6;
/** and at least this much more of it than it has of the journeys. */
const MORE_THAN_ITS_SHARE = 1.2;

/**
 * The answer in one sentence for people, in either case.
 * @example 'Stage 4 of 6, Payment, holds the chain back: restoring it to the level of the 3 weeks before is worth ~312
 * orders (18 040 EUR) a week, 93 % sure; most of the gap is on mobile.'
 */
export function constraintSentence(parts: SentenceParts): string {
  const { constraint, stages, segmentBy } = parts;
  if (constraint === null) return `No clear constraint: ${reason(parts)}.`;
  const amounts = [constraint.gain_value, ...constraint.gain_value.other].filter(({ amount }) => amount > 0);
  const worth = amounts.map(({ amount, currency }) => `${round(amount)} ${currency}`).join(' + ');
  const money = worth === '' ? '' : ` (${worth})`;
  const segment = heaviestSegment(constraint);
  return (
    `Stage ${constraint.number} of ${stages}, ${constraint.name}, holds the chain back: restoring it to ` +
    `${levelOf(constraint)} is worth ~${round(constraint.gain)} orders${money} a week, ${sureness(constraint.probability)} sure` +
    `${segment === null ? '' : `; most of the gap is ${segmentPlace(segment, segmentBy)}`}.`
  );
}

const NO_REFERENCE: Record<SentenceParts['reference'], string> = {
  auto: 'there is neither history nor a target in the map to compare with',
  history: 'there is no history to compare with',
  target: 'no stage before the goal has a target in the map to compare with',
  segments: 'it takes three segments or more to tell what the better ones reach, and there are fewer',
};

function reason({ candidates, entrants, throughput, reference, hasReference }: SentenceParts): string {
  if (candidates.length === 0) return 'the chain up to the goal has only one stage';
  if (entrants < LEAST_ENTRANTS) {
    return `${entrants === 0 ? 'no journey' : `only ${entrants} journey${entrants === 1 ? '' : 's'}`} entered the chain in the period, and it takes ${LEAST_ENTRANTS} to tell`;
  }
  if (!hasReference) return NO_REFERENCE[reference];
  const likeliest = candidates.reduce((best, one) => (one.probability > best.probability ? one : best));
  if (likeliest.probability < 0.2) return 'no stage is below its reference by more than is normal';
  const name = `stage ${likeliest.number}, ${likeliest.name},`;
  if (likeliest.probability < LEAST_PROBABILITY) {
    return `${name} is the likeliest with ${sureness(likeliest.probability)}, and it takes ${percent(LEAST_PROBABILITY)} to be named`;
  }
  const share = throughput > 0 ? likeliest.gain / throughput : 0;
  return `restoring ${name} would release ~${round(likeliest.gain)} orders a week, ${percent(share)} of all, and it takes ${percent(LEAST_GAIN_SHARE)} to be named`;
}

function levelOf(candidate: ConstraintCandidate): string {
  return candidate.reference.kind === 'target' || candidate.reference.kind === 'segments'
    ? candidate.reference.text
    : `the level of ${candidate.reference.text}`;
}

function heaviestSegment(candidate: ConstraintCandidate): string | null {
  const [first] = candidate.segments;
  if (first === undefined || candidate.segments.length < 2) return null;
  const gap = candidate.segments.reduce((sum, segment) => sum + Math.max(0, segment.gain), 0);
  const entered = candidate.segments.reduce((sum, segment) => sum + segment.entered, 0);
  if (gap <= 0 || first.gain < MOST_OF_THE_GAP * gap) return null;
  return first.gain / gap >= MORE_THAN_ITS_SHARE * (first.entered / Math.max(1, entered)) ? first.segment : null;
}

/** 93 %, and never 100 %: draws cannot prove certainty. */
function sureness(probability: number): string {
  return probability > 0.99 ? 'over 99 %' : percent(probability);
}

function percent(share: number): string {
  return share > 0 && share < 0.1 ? `${Number((share * 100).toFixed(1))} %` : `${Math.round(share * 100)} %`;
}

/** Whole numbers with a no-break space between thousands; one decimal below 10. */
function round(value: number): string {
  if (Math.abs(value) < 9.95) return String(Number(value.toFixed(1)));
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
}
