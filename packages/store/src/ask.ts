import {
  compilePlan,
  type Dirty,
  dirtyFrames,
  journeysNow,
  Params,
  type Row,
  type SiteContext,
} from '@desirepath/engine';
import { type Answer, type PlanInput, planSchema } from '@desirepath/schema';
import type { Connection } from './connection.ts';
import { isComplete, mapBefore, readRecomputing } from './served-map.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

/** Up to this many dirty visitors are named in a question; beyond, it looks them up by their frames. */
const NAMED = 200;

/**
 * Answers a question as of now.
 *
 * What is dirty is read before the journeys: whatever is stitched in between is then merely made once more.
 *
 * @throws ZodError when the plan has not the shape of one, PlanError when it cannot be answered
 */
export async function ask(
  connection: Connection,
  names: TouchpointNames,
  site: SiteContext,
  input: PlanInput,
  now: number,
): Promise<Answer> {
  const plan = planSchema.parse(input);
  const complete = await isComplete(connection, site);
  const before = complete ? undefined : await mapBefore(connection, site);
  const served = before === undefined ? site : { ...site, map: before };
  const dirty = !complete && before === undefined ? 'all' : await findDirty(connection, served);
  const context = { ...served, names: await names.read(site.site) };
  const question = compilePlan(plan, { ...context, now, journeys: journeysNow(context, dirty) });
  const rows: Record<string, Row[]> = {};
  for (const [name, sql] of Object.entries(question.queries)) rows[name] = await connection.rows<Row>(sql);
  const answer = question.answer(rows);
  if (complete) return answer;
  const recomputing = await readRecomputing(connection, site);
  return recomputing === undefined ? answer : { ...answer, recomputing };
}

/** What is out of date for a map whose history is there. */
async function findDirty(connection: Pick<Connection, 'rows'>, site: SiteContext): Promise<Dirty> {
  const params = new Params('j_');
  const frames = dirtyFrames(site, params, ', groupUniqArrayArray(visitors) AS touched');
  const [found] = await connection.rows<{ frames: string[]; visitors: string[] }>(
    params.sql(
      `SELECT groupArray(frame) AS frames, groupUniqArrayArray(${NAMED + 1})(touched) AS visitors FROM (${frames})`,
    ),
  );
  if (found === undefined || found.frames.length === 0) return 'none';
  return found.visitors.length > NAMED ? { frames: found.frames } : { visitors: found.visitors };
}
