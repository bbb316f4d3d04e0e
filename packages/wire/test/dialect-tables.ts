import type { FieldRule, NameRule } from '../src/commerce/commerce-table.ts';
import { POSTHOG_OWN, POSTHOG_TABLE } from '../src/posthog/posthog-table.ts';
import { SEGMENT_TABLE } from '../src/segment/segment-table.ts';
import {
  SNOWPLOW_ACTIONS,
  SNOWPLOW_ENTITIES,
  SNOWPLOW_ITEMS,
  SNOWPLOW_KINDS,
  SNOWPLOW_SCHEMAS,
} from '../src/snowplow/snowplow-table.ts';

function names(title: string, rules: readonly NameRule[]): string {
  const lines = rules.map(({ from, to, when }) => {
    const only = when === undefined ? '' : `with \`${when.field}\`${when.is === undefined ? '' : ` = \`${when.is}\``}`;
    return `| \`${from}\` | ${only} | \`${to}\` |`;
  });
  return [`| ${title} | only | here |`, '| --- | --- | --- |', ...lines].join('\n');
}

function fields(title: string, rules: readonly FieldRule[]): string {
  const lines = rules.map(({ from, to }) => `| ${from.map((one) => `\`${one}\``).join(', ')} | \`${to}\` |`);
  return [`| ${title}, the first that is there | here |`, '| --- | --- |', ...lines].join('\n');
}

/** The tables of the dialects as the documentation shows them, made of the very data that events are read by. */
export function dialectTables(): string[] {
  const known = new Set(SEGMENT_TABLE.names.map(({ from }) => from));
  return [
    names('Segment, RudderStack', SEGMENT_TABLE.names),
    fields('field of the event', SEGMENT_TABLE.fields),
    fields('field of a product', SEGMENT_TABLE.items),
    names('Snowplow, kind', SNOWPLOW_KINDS),
    names('Snowplow, e-commerce action', SNOWPLOW_ACTIONS),
    names('Snowplow, older schema', SNOWPLOW_SCHEMAS),
    ...Object.entries(SNOWPLOW_ENTITIES).map(([entity, rules]) => fields(`entity \`${entity}\``, rules)),
    fields('entity `product`', SNOWPLOW_ITEMS),
    names('PostHog, own event', POSTHOG_OWN),
    names(
      'PostHog, event of a shop',
      POSTHOG_TABLE.names.filter(({ from }) => !known.has(from)),
    ),
  ];
}
