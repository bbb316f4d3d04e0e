import type { Flow, Segment } from '@desirepath/schema';
import type { EventTest } from '../stitch/event-test.ts';

/** Code of the first event name that the map does not hold; the map's own touchpoints have 1 to 120. */
export const FIRST_NAME_CODE = 121;
/** Code of every event whose name came after all codes were given away. */
export const OTHER_CODE = 254;

/** A touchpoint with its code, ready to classify events. */
export interface CompiledTouchpoint {
  id: string;
  name: string;
  /** The byte that stands for it in a stored journey. */
  code: number;
  /** Number of its stage, from 1. */
  stage: number;
  events: readonly string[];
  /** Every key must match one of its patterns (`*` stands for any characters), or be a number in the range. */
  where: readonly EventTest[];
  channel: string;
  optional: boolean;
  repeatable: boolean;
}

/** A stage of a compiled map; durations in milliseconds. */
export interface CompiledStage {
  number: number;
  id: string;
  name: string;
  optional: boolean;
  windowMs: number;
  targetConversion: number | null;
  targetTimeMs: number | null;
  /** Codes of its touchpoints. */
  codes: readonly number[];
  /** The designed way through it, over ids of touchpoints; null: all of them in any order. */
  flow: Flow | null;
}

/** A journey map made ready for computing: everything numbered, nothing left to default. Plain data. */
export interface CompiledMap {
  /** Changes whenever anything changes that a stored journey depends on; 16 hex digits. */
  version: string;
  name: string;
  stages: readonly CompiledStage[];
  /** In the order in which they are tried on an event: those with `where` first. */
  touchpoints: readonly CompiledTouchpoint[];
  /** Number of the stage that is the goal. */
  goal: number;
  /** Numbers of the stages whose touchpoints open the next journey after the goal. */
  opens: readonly number[];
  idleMs: number;
  sessionGapMs: number;
  sessionOnCampaign: boolean;
  /** The designed way through the stages, over ids of stages and touchpoints; null: one after the other. */
  flow: Flow | null;
  /** Saved filters; none in maps that were compiled before there were any. */
  segments?: readonly Segment[];
}
