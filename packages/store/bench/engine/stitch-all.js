import { encodeJourneys, JOURNEY_COLUMNS, noteMap, Params } from '@desirepath/engine';

/** Visitors whose journeys are made by one statement: bounds the memory it takes. */
const AT_ONCE = 50_000;
const DIGITS = '0123456789abcdef';

/** Ranges of visitor ids (which are spread evenly over all hexadecimal numbers) that together are all of them. */
function ranges(visitors) {
  let prefixes = [''];
  while (visitors / prefixes.length > AT_ONCE) {
    prefixes = prefixes.flatMap((prefix) => Array.from(DIGITS, (digit) => prefix + digit));
  }
  return prefixes.map((prefix) => ({ from: prefix, to: `${prefix}g` }));
}

/**
 * Makes the journeys of everyone with the product's own statement, in portions that lie together in `events`: those of
 * the anonymous by visitor, those of the members by person. Goes on where it was interrupted.
 * @param say told about every part
 */
export async function stitchAll(connection, site, visitors, say) {
  const { run, rows } = connection;
  await run({
    text: 'CREATE TABLE IF NOT EXISTS portions (portion String) ENGINE = MergeTree ORDER BY portion',
    params: {},
  });
  const done = new Set(
    (await rows({ text: 'SELECT portion FROM portions', params: {} })).map(({ portion }) => portion),
  );
  const members = Array.from(DIGITS, (digit) => ({ digit }));
  const portions = [
    ...ranges(visitors).map(({ from, to }) => ({
      name: `v:${from}`,
      condition: 'visitor_id >= {jb_from:String} AND visitor_id < {jb_to:String}',
      person: "concat('v:', visitor_id)",
      values: { jb_from: from, jb_to: to },
    })),
    ...members.map(({ digit }) => ({
      name: `u:${digit}`,
      condition: "user_id != '' AND startsWith(lower(hex(cityHash64(user_id))), {jb_digit:String})",
      person: "concat('u:', user_id)",
      values: { jb_digit: digit },
    })),
  ].filter(({ name }) => !done.has(name));
  for (const [n, { name, condition, person, values }] of portions.entries()) {
    const source = name.startsWith('v:') ? 'events' : 'links';
    const where = `FROM ${source} WHERE site = {jb_site:String} AND ${condition}`;
    const params = { ...values, jb_site: site.site };
    const scope = {
      kind: 'persons',
      persons: { text: `SELECT DISTINCT ${person} ${where}`, params },
      visitors: { text: `SELECT DISTINCT visitor_id ${where}`, params },
    };
    const all = new Params('j_');
    const journeys = all.include(encodeJourneys(site, scope, '1'));
    await run(
      all.sql(`INSERT INTO journeys (${JOURNEY_COLUMNS.join(', ')}) SETTINGS insert_deduplicate = 0 ${journeys}`),
    );
    await run({ text: 'INSERT INTO portions VALUES ({name:String})', params: { name } });
    say(`${n + 1} of ${portions.length} portions of journeys made`);
  }
  await run(noteMap(site, true));
  await run({ text: 'TRUNCATE TABLE dirty', params: {} });
}
