import type { MoreColumns } from '../stitch/encode-journeys.ts';
import { eventValuesText } from '../stitch/event-test.ts';
import { type AskedCondition, heldText } from './asked-condition.ts';
import { eventKey } from './event-tests.ts';
import type { Params } from './params.ts';
import type { ToldColumn } from './told-column.ts';

/** What is to be known of the events of each journey or session. */
export interface Marks {
  conditions: readonly AskedCondition[];
  /** The property that they are broken down by, and its column. */
  told?: { by: string; column: ToldColumn } | undefined;
}

/** The marks of journeys or sessions that are made of their events: whether each condition is met by some touchpoint, and the property. */
export function touchpointMarks({ conditions, told }: Marks, params: Params): MoreColumns {
  const events: Record<string, string> = {};
  for (const condition of conditions) events[condition.name] = `toUInt8(${heldText(condition, params)})`;
  if (told !== undefined) events.told = eventValuesText(eventKey(told.by), 'told', params);
  return {
    events,
    columns: (of) => [
      ...conditions.map(({ name, codes }) => {
        if (codes.length === 0) return `toUInt8(has(${of(name)}, 1)) AS ${name}`;
        const wanted = params.add(`${name}_codes`, 'Array(UInt8)', codes);
        return `toUInt8(arrayExists((m, c) -> m = 1 AND has(${wanted}, c), ${of(name)}, ${of('code')})) AS ${name}`;
      }),
      ...(told === undefined ? [] : [`${told.column.text(of)} AS ${told.column.name}`]),
    ],
  };
}
