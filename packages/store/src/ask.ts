import {
  compilePlan,
  type Dirty,
  dirtyFrames,
  dirtyVisitors,
  journeysNow,
  meanwhileMap,
  otherMap,
  Params,
  PlanError,
  type QuestionContext,
  type SiteContext,
  unknownValues,
} from '@desirepath/engine';
import { type Answer, type Plan, type PlanInput, planSchema } from '@desirepath/schema';
import { answerRows, type FoundRows } from './answer-rows.ts';
import type { Connection } from './connection.ts';
import { layOver } from './lay-over.ts';
import { isComplete, mapBefore, readRecomputing } from './served-map.ts';
import type { Recomputing } from './store.ts';
import type { TouchpointNames } from './touchpoint-names.ts';
import { withMarks } from './with-marks.ts';

type Elsewhere = (found: FoundRows) => Promise<Answer> | undefined;

/** Up to this many dirty visitors are named in a question; beyond, it looks them up by their frames. */
const NAMED = 200;

/**
 * Answers a question as of now.
 *
 * What is dirty is read before the journeys: whatever is stitched in between is then merely made once more. Journeys that are
 * made on the spot are made by each of a question's queries, which takes many times what stitching them takes: so `freshen` is
 * given the chance first, and what it leaves is made on the spot.
 *
 * @param freshen brings the stored journeys of a map up to date, if that is little work
 * @param elsewhere makes the answer of what was found on another thread; undefined: it is made here
 * @throws ZodError when the plan has not the shape of one, PlanError when it cannot be answered
 */
export async function ask(
  connection: Connection,
  names: TouchpointNames,
  site: SiteContext,
  input: PlanInput,
  now: number,
  freshen: (site: SiteContext) => Promise<void> = async () => {},
  elsewhere: Elsewhere = () => undefined,
): Promise<Answer> {
  const plan = planSchema.parse(input);
  const given = plan.plan === 'compare_maps' ? otherMap(plan.map) : undefined;
  const complete = await isComplete(connection, site);
  const before = complete ? undefined : await mapBefore(connection, site);
  const served = before === undefined ? site : { ...site, map: meanwhileMap(before, site.map) };
  let dirty = !complete && before === undefined ? 'all' : await findDirty(connection, served);
  if (complete && dirty !== 'none') {
    await freshen(served);
    dirty = await findDirty(connection, served);
  }
  const context = { ...served, names: await names.read(site.site) };
  const asked: QuestionContext = { ...context, now, journeys: journeysNow(context, dirty) };
  const answering =
    given === undefined
      ? withMarks(connection, plan, asked, (ready) => run(connection, plan, ready, elsewhere))
      : layOver(
          connection,
          context,
          given,
          (other) => findDirty(connection, other),
          (other) => run(connection, plan, { ...asked, other }, elsewhere),
        );
  if (complete) {
    const answer = await answering;
    // A value may be new where something is out of date.
    return dirty === 'none' ? { ...answer, ...(await wrongValues(connection, plan, context)) } : answer;
  }
  const recomputing = async () => {
    const begun = await readRecomputing(connection, site);
    // Nobody has begun where no process serves the site: that another map has answered is to be said all the same.
    return begun ?? (before && { map_version: site.map.version, answering: before.version, done: 0, total: 0 });
  };
  try {
    const answer = await answering;
    const state = await recomputing();
    return state === undefined ? answer : { ...answer, recomputing: state };
  } catch (error) {
    if (before === undefined || !(error instanceof PlanError)) throw error;
    throw refusedMeanwhile(error, await recomputing());
  }
}

/** What cannot be asked of the map before may well be in the one whose history is being made. */
function refusedMeanwhile({ message, field, value }: PlanError, state: Recomputing | undefined): PlanError {
  const far = state === undefined || state.total === 0 ? '' : `: ${state.done} of ${state.total} visitors are done`;
  const text = `${message} The map before the change is still answering, until the journeys of the new one are made${far}.`;
  return new PlanError(text, field, value);
}

async function run(
  connection: Connection,
  plan: Plan,
  context: QuestionContext,
  elsewhere: Elsewhere,
): Promise<Answer> {
  const question = compilePlan(plan, context);
  const found: Record<string, string> = {};
  for (const [name, sql] of Object.entries(question.queries)) found[name] = await connection.lines(sql);
  const all = { plan, context, found };
  return elsewhere(all) ?? answerRows(all, question);
}

/** What the plan's filter names and no journey has; nothing is said where there is none. */
async function wrongValues(
  connection: Connection,
  plan: Plan,
  context: SiteContext,
): Promise<Pick<Answer, 'unknown_values'>> {
  const looked = unknownValues(plan, context);
  if (looked === undefined) return {};
  const unknown = looked.answer(await connection.rows(looked.query));
  return unknown.length === 0 ? {} : { unknown_values: unknown };
}

/** What is out of date for a map whose history is there. */
async function findDirty(connection: Pick<Connection, 'rows'>, site: SiteContext): Promise<Dirty> {
  const any = new Params('j_');
  // Mostly nothing is, and that much is quickly known.
  if ((await connection.rows(any.sql(`${dirtyFrames(site, any)} LIMIT 1`))).length === 0) return 'none';
  const params = new Params('j_');
  const frames = dirtyVisitors(site, params, `groupUniqArrayArray(${NAMED + 1})(visitors) AS touched`);
  const [found] = await connection.rows<{ frames: string[]; visitors: string[] }>(
    params.sql(
      `SELECT groupArray(frame) AS frames, groupUniqArrayArray(${NAMED + 1})(touched) AS visitors FROM (${frames})`,
    ),
  );
  if (found === undefined || found.frames.length === 0) return 'none';
  return found.visitors.length > NAMED ? { frames: found.frames } : { visitors: found.visitors };
}
