import type { StagesAnswer } from '@desirepath/schema';
import { csvText } from './csv-text.ts';

const HEAD = [
  'number',
  'stage',
  'entered',
  'advanced',
  'conversion',
  'conversion_low_95',
  'conversion_high_95',
  'dropped',
  'open',
  'skipped',
  'looped_back',
  'time_median_ms',
  'time_p90_ms',
  'target_conversion',
  'experience',
  'experience_low_95',
  'experience_high_95',
  'troubled',
  'period_from',
  'period_to',
];

/** Every figure of the stage table, unrounded. */
export function stagesCsv({ stages, period }: StagesAnswer): string {
  return csvText([
    HEAD,
    ...stages.map((row) => [
      row.number,
      row.name,
      row.entered,
      row.advanced,
      row.conversion,
      row.interval?.[0] ?? null,
      row.interval?.[1] ?? null,
      row.dropped,
      row.open,
      row.skipped,
      row.looped_back,
      row.time_ms?.median ?? null,
      row.time_ms?.p90 ?? null,
      row.target,
      row.experience?.index ?? null,
      row.experience?.interval?.[0] ?? null,
      row.experience?.interval?.[1] ?? null,
      row.experience?.troubled ?? null,
      period.from,
      period.to,
    ]),
  ]);
}
