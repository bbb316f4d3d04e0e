import type { ParsedEvent } from '@desirepath/schema';

/** One fault as `/debug/mp/collect` tells it. */
export interface ValidationMessage {
  fieldPath: string;
  description: string;
  validationCode: string;
}

const CODES: Readonly<Record<string, string>> = {
  too_large: 'VALUE_OUT_OF_BOUNDS',
  bad_time: 'VALUE_OUT_OF_BOUNDS',
  too_many_props: 'EXCEEDED_MAX_ENTITIES',
  too_many_items: 'EXCEEDED_MAX_ENTITIES',
};
const PATHS: Readonly<Record<string, string>> = {
  visitor: 'client_id',
  user_id: 'user_id',
  time: 'timestamp_micros',
};

/** What is wrong with the events of a request, in the words of GA4's validation server; empty where nothing is. */
export function validationMessages(events: readonly ParsedEvent[]): ValidationMessage[] {
  return events.flatMap((event, i) => {
    if (event.verdict !== 'rejected') return [];
    const { reason, field, detail } = event.rejection;
    const path = PATHS[field] ?? ['events', i, ...(field === '' ? [] : [field])].join('.');
    return [{ fieldPath: path, description: detail, validationCode: CODES[reason] ?? 'VALUE_INVALID' }];
  });
}
