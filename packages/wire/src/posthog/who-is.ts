import { type Fields, own, textIn } from '../dialect/fields.ts';

/** Version 7, which PostHog's clients make for whom they do not know. */
const ANONYMOUS = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const LINKS = new Set(['$create_alias', '$merge_dangerously']);

/**
 * Who an event is about. PostHog has one `distinct_id` for a browser first and for a person later; here they are two. A browser
 * says which is which by `$device_id`; elsewhere an id is a person's, unless the event says that it makes no person
 * (`$process_person_profile: false`) or the id is one that PostHog made.
 */
export function whoIs(name: string, event: Fields, properties: Fields): { visitor?: string; user_id?: string } {
  const id = textIn(event, 'distinct_id') ?? textIn(properties, 'distinct_id') ?? textIn(event, '$distinct_id');
  const user = textIn(properties, '$user_id');
  const device = textIn(properties, '$device_id');
  const before = textIn(properties, LINKS.has(name) ? 'alias' : '$anon_distinct_id');
  if (before !== undefined) return said(before, user ?? id);
  if (device !== undefined) return said(device, user ?? (id === device ? undefined : id));
  if (user !== undefined) return said(id === user ? undefined : id, user);
  if (id === undefined) return {};
  if (name === '$identify') return said(undefined, id);
  const isAnonymous = own(properties, '$process_person_profile') === false || ANONYMOUS.test(id);
  return isAnonymous ? said(id, undefined) : said(undefined, id);
}

function said(visitor: string | undefined, user: string | undefined): { visitor?: string; user_id?: string } {
  return { ...(visitor === undefined ? {} : { visitor }), ...(user === undefined ? {} : { user_id: user }) };
}
