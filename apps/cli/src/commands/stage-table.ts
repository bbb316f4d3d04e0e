import type { Interval, StageRow } from '@desirepath/schema';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { percent } from './percent.ts';

/** `12.1-14.3 %` */
export function between(interval: Interval | null): string {
  return interval === null ? '-' : `${(interval[0] * 100).toFixed(1)}-${(interval[1] * 100).toFixed(1)} %`;
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** `3.2 min` */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '-';
  for (const [size, unit] of UNITS) if (ms >= size) return `${(ms / size).toFixed(1)} ${unit}`;
  return `${Math.round(ms)} ms`;
}

/** `97.1 (96.0-98.0)`: of 100 journeys, those that met no trouble. */
function experience({ experience: fared }: StageRow): string {
  if (fared === null || fared.index === null || fared.interval === null) return '-';
  return `${fared.index.toFixed(1)} (${fared.interval.map((end) => end.toFixed(1)).join('-')})`;
}

/** `payment_failed 41`: what most journeys met. */
function trouble({ experience: fared }: StageRow): string {
  const most = fared?.signals[0];
  return most === undefined ? '-' : `${most.signal} ${countText(most.journeys)}`;
}

/**
 * The stages one below the other: who came and went on, and beneath it how long it took, and how shoppers fared where that was
 * asked for. Side by side, they would not fit into a terminal.
 */
export function stageTable(stages: readonly StageRow[]): string {
  const asked = stages.some((stage) => stage.experience !== null);
  const name = (stage: StageRow): string => `${stage.number} ${stage.name}`;
  const counts = table(
    ['Stage', 'entered', 'advanced', 'dropped', 'open', 'skipped', 'looped back', 'conversion', '95 %'],
    stages.map((stage) => [
      name(stage),
      countText(stage.entered),
      countText(stage.advanced),
      countText(stage.dropped),
      countText(stage.open),
      countText(stage.skipped),
      countText(stage.looped_back),
      percent(stage.conversion),
      between(stage.interval),
    ]),
  );
  const fared = table(
    ['Stage', 'median time', '90th percentile', ...(asked ? ['experience (95 %)', 'trouble'] : [])],
    stages.map((stage) => [
      name(stage),
      duration(stage.time_ms?.median),
      duration(stage.time_ms?.p90),
      ...(asked ? [experience(stage), trouble(stage)] : []),
    ]),
  );
  return `${counts}\n\n${fared}`;
}
