import {
  buryVanished,
  countRound,
  leaveBehind,
  listDirty,
  markDone,
  type Scope,
  type SiteContext,
  type Sql,
  touchedBy,
  usersOn,
  visitorsOf,
  writeJourneys,
} from '@desirepath/engine';
import type { Connection } from './connection.ts';
import type { StitchReport } from './store.ts';
import type { TouchpointNames } from './touchpoint-names.ts';

/** Most visitors whose journeys are made by one statement: bounds the memory it takes. */
const VISITORS_A_STATEMENT = 50_000;
/** Most frames that a round takes up: their names travel with each of its statements. */
const FRAMES_A_ROUND = 1000;

/** Up to this many visitors that a round is about are named in its statements; beyond, they look them up by their frames. */
const NAMED = 300;

/** What a round takes up, how many visitors that is at most, and whether it is all that is out of date. */
interface TakenUp {
  frames: string[];
  visitors: number;
  all: boolean;
}

/**
 * Brings the journeys of a site up to date for a map: in rounds over the frames that are out of date.
 *
 * A round takes up frames, makes the journeys of whom they touched, buries those that vanished, and only then marks
 * the frames as done. Wherever it is interrupted, what it took up is still out of date, and a repetition comes to the same.
 */
export async function stitchRounds(
  connection: Connection,
  names: TouchpointNames,
  site: SiteContext,
): Promise<StitchReport> {
  const report = { persons: 0, journeys: 0 };
  for (;;) {
    const taken = await takeUp(connection, site);
    if (taken.frames.length === 0) return report;
    const written = await stitchFrames(connection, names, site, taken);
    report.persons += written.persons;
    report.journeys += written.journeys;
    if (taken.all) return report;
  }
}

/** The same, but only where a single round does it: more is left to the rounds that come anyway. */
export async function stitchIfLittle(connection: Connection, names: TouchpointNames, site: SiteContext): Promise<void> {
  const taken = await takeUp(connection, site);
  if (taken.all && taken.frames.length > 0) await stitchFrames(connection, names, site, taken);
}

async function takeUp(connection: Connection, site: SiteContext): Promise<TakenUp> {
  const dirty = await connection.rows<{ frame: string; touched: number }>(listDirty(site, FRAMES_A_ROUND));
  let visitors = 0;
  const frames: string[] = [];
  for (const { frame, touched } of dirty) {
    if (frames.length > 0 && visitors + touched > VISITORS_A_STATEMENT) break;
    frames.push(frame);
    visitors += touched;
  }
  return { frames, visitors, all: frames.length === dirty.length && dirty.length < FRAMES_A_ROUND };
}

async function stitchFrames(
  connection: Connection,
  names: TouchpointNames,
  site: SiteContext,
  { frames, visitors }: TakenUp,
): Promise<StitchReport> {
  // Read after the frames: an event they stand for has had its name registered before.
  const context = { ...site, names: await names.read(site.site) };
  const scope: Scope = visitors <= NAMED ? await nameScope(connection, context, frames) : { kind: 'frames', frames };
  const written = await stitchScope(connection, context, scope);
  await connection.run(leaveBehind(context, frames));
  await connection.run(markDone(context, frames));
  return written;
}

/**
 * Whom frames touched, by name; by their frames again where the persons have been on so many other devices that their names would not go
 * into one parameter. Who is identified on one of these visitors after this has been read comes in a frame that this round
 * has not taken up.
 */
async function nameScope(connection: Connection, context: SiteContext, frames: readonly string[]): Promise<Scope> {
  const ids = async (sql: Sql) => (await connection.rows<{ id: string }>(sql)).map(({ id }) => id);
  const [touched] = await connection.rows<{ visitors: string[]; users: string[] }>(touchedBy(context, frames));
  const { visitors = [], users: told = [] } = touched ?? {};
  // The links of a frame may become visible a moment after the frame itself.
  const users = [...new Set([...(await ids(usersOn(context, visitors))), ...told])];
  const others = users.length === 0 ? [] : await ids(visitorsOf(context, users));
  if (others.length > NAMED || users.length > NAMED) return { kind: 'frames', frames };
  return {
    kind: 'named',
    visitors: [...new Set([...visitors, ...others])],
    persons: [...visitors.map((visitor) => `v:${visitor}`), ...users.map((user) => `u:${user}`)],
  };
}

/** Makes the journeys of a scope anew. */
export async function stitchScope(connection: Connection, context: SiteContext, scope: Scope): Promise<StitchReport> {
  const round = await nextRound(connection);
  await connection.run(writeJourneys(context, scope, round));
  const [made] = await connection.rows<StitchReport & { vanished: number }>(countRound(context, scope, round));
  const { persons = 0, journeys = 0, vanished = 0 } = made ?? {};
  // Mostly none has.
  if (vanished > 0) await connection.run(buryVanished(context, scope, round));
  return { persons, journeys };
}

/** Nanoseconds of ClickHouse's own clock: every round sees at least what earlier rounds saw. */
async function nextRound(connection: Connection): Promise<string> {
  const [row] = await connection.rows<{ round: string }>({
    text: 'SELECT toString(toUnixTimestamp64Nano(now64(9))) AS round',
    params: {},
  });
  return row?.round ?? '0';
}
