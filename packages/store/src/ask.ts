import { compilePlan, type Dirty, journeysNow, type Row, type SiteContext } from '@desirepath/engine';
import { type Answer, type PlanInput, planSchema } from '@desirepath/schema';
import type { Connection } from './connection.ts';
import { isComplete } from './stitch-site.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

/** Up to this many dirty visitors are named in a question; beyond, it looks them up itself. */
const NAMED = 200;

/**
 * Answers a question as of now.
 *
 * What is dirty is read before the journeys: whatever is stitched in between is then merely made once more.
 *
 * @throws ZodError when the plan has not the shape of one, PlanError when it cannot be answered
 * @param whileNobodyMarks runs work while no round of stitching marks visitors as done
 */
export async function ask(
  connection: Connection,
  names: TouchpointNames,
  site: SiteContext,
  input: PlanInput,
  now: number,
  whileNobodyMarks: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<Answer> {
  const plan = planSchema.parse(input);
  const dirty = await findDirty(connection, site);
  const context = { ...site, names: await names.read(site.site) };
  const question = compilePlan(plan, { ...context, now, journeys: journeysNow(context, dirty) });
  const run = async () => {
    const rows: Record<string, Row[]> = {};
    for (const [name, sql] of Object.entries(question.queries)) rows[name] = await connection.rows<Row>(sql);
    return rows;
  };
  return question.answer(dirty === true ? await whileNobodyMarks(run) : await run());
}

async function findDirty(connection: Connection, site: SiteContext): Promise<Dirty> {
  if (!(await isComplete(connection, site))) return 'all';
  const rows = await connection.rows<{ visitor_id: string }>({
    text: `SELECT DISTINCT visitor_id FROM dirty FINAL
      WHERE site = {site:String} AND map_version IN ('', {version:String}) AND done = 0 LIMIT {limit:UInt32}`,
    params: { site: site.site, version: site.map.version, limit: NAMED + 1 },
  });
  return rows.length > NAMED ? true : rows.map((row) => row.visitor_id);
}
