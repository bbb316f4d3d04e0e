// Sessions, persons and journeys once more, written from the rules in words and as plainly as possible: one event after
// the other, with nothing of the engine but the compiled map. What the store says is compared with it.
import type { CompiledMap } from '@desirepath/engine';
import { type EventRow, SIGNALS } from '@desirepath/schema';

/** A session as the reference sees it. */
export interface ReferenceSession {
  visitor: string;
  start: number;
  end: number;
  events: number;
  opened_by: string;
}

/** A journey as the reference sees it, and as a stored one is decoded for comparison. */
export interface PlainJourney {
  person: string;
  number: number;
  start: number;
  end: number;
  closed: number;
  codes: number[];
  d: number[];
  /** Each touchpoint's session, numbered as they come up in the person's journeys. */
  session: number[];
  stage_first: number[];
  stage_advanced: number[];
  stage_looped: number[];
  goal_at: number;
  visitors: string[];
  sessions: number;
  /** By session of the journey: what its first touchpoint that knows it says. */
  session_channels: string[];
  session_sources: string[];
  session_campaigns: string[];
  /** Sessions that begin no later than the goal, of a journey without it all. */
  goal_sessions: number;
  device: string;
  channel: string;
  source: string;
  campaign: string;
  country: string;
  browser: string;
  os: string;
  landing: string;
  returning: number;
  orders: string[];
  order_values: string[];
  order_currencies: string[];
}

interface Known {
  row: EventRow;
  person: string;
  session: string;
}

const byText = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const inOrder = (a: EventRow, b: EventRow) =>
  a.time - b.time ||
  a.seq - b.seq ||
  byText(a.event_id, b.event_id) ||
  byText(a.visitor_id, b.visitor_id) ||
  a.client_time - b.client_time;

/** One row for each event, however often it came. */
function once(rows: readonly EventRow[]): EventRow[] {
  return [...new Map(rows.map((row) => [`${row.visitor_id} ${row.client_time} ${row.event_id}`, row])).values()];
}

function groups<T>(list: readonly T[], key: (item: T) => string): T[][] {
  const found: Record<string, T[]> = Object.create(null);
  for (const item of list) {
    const group = found[key(item)] ?? [];
    found[key(item)] = group;
    group.push(item);
  }
  return Object.values(found);
}

/** Walks through one visitor's events. */
function visit(rows: EventRow[], gap: number, onCampaign: boolean): { known: Known[]; sessions: ReferenceSession[] } {
  const known: Known[] = [];
  const sessions: ReferenceSession[] = [];
  let user = rows.find((row) => row.user_id !== '')?.user_id ?? '';
  let userBefore = user;
  let campaign = '';
  let last = 0;
  let session = '';
  for (const row of rows) {
    if (row.user_id !== '') user = row.user_id;
    const brought =
      [row.source, row.medium, row.campaign, row.click_id].join('\n').trim() === ''
        ? ''
        : JSON.stringify([row.source, row.medium, row.campaign, row.click_id]);
    let reason = '';
    if (sessions.length === 0) reason = 'first';
    else if (row.time - last >= gap) reason = 'gap';
    else if (user !== userBefore) reason = 'person';
    else if (onCampaign && brought !== '' && brought !== campaign) reason = 'campaign';
    if (reason !== '') {
      sessions.push({ visitor: row.visitor_id, start: row.time, end: row.time, events: 0, opened_by: reason });
      session = `${row.visitor_id} ${sessions.length}`;
      campaign = '';
    }
    if (brought !== '') campaign = brought;
    const current = sessions.at(-1) as ReferenceSession;
    current.end = row.time;
    current.events += 1;
    last = row.time;
    userBefore = user;
    known.push({ row, session, person: user === '' ? `v:${row.visitor_id}` : `u:${user}` });
  }
  return { known, sessions };
}

/** The sessions of all visitors. */
export function referenceSessions(rows: readonly EventRow[], gap: number, onCampaign: boolean): ReferenceSession[] {
  return groups(once(rows), (row) => row.visitor_id).flatMap(
    (events) => visit(events.sort(inOrder), gap, onCampaign).sessions,
  );
}

const wildcard = (pattern: string, value: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s\\S]*')}$`,
  ).test(value);

/** Code of an event. */
function referenceCode(row: EventRow, map: CompiledMap, names: readonly string[]): number {
  for (const { events, where, code } of map.touchpoints) {
    const fits = where.every(({ key, patterns }) => {
      const prop = key.slice('props.'.length);
      const value = key.startsWith('props.')
        ? (row.props[prop] ?? row.nums[prop]?.toString())
        : (row as unknown as Record<string, string>)[key];
      return value !== undefined && patterns.some((pattern) => wildcard(pattern, value));
    });
    if (events.includes(row.name) && fits) return code;
  }
  if (SIGNALS.includes(row.name)) return 0;
  const place = names.indexOf(row.name);
  return place < 0 || place > 132 ? 254 : 121 + place;
}

/** The journeys of all persons, by person and number. */
export function referenceJourneys(
  rows: readonly EventRow[],
  map: CompiledMap,
  names: readonly string[],
): PlainJourney[] {
  const known = groups(once(rows), (row) => row.visitor_id).flatMap(
    (events) => visit(events.sort(inOrder), map.sessionGapMs, map.sessionOnCampaign).known,
  );
  const journeys: PlainJourney[] = [];
  for (const events of groups(known, (event) => event.person)) {
    events.sort((a, b) => inOrder(a.row, b.row));
    journeys.push(...journeysOf(events, map, names));
  }
  return journeys.sort((a, b) => byText(a.person, b.person) || a.number - b.number);
}

interface Step extends Known {
  code: number;
  stage: number;
}

function journeysOf(events: Known[], map: CompiledMap, names: readonly string[]): PlainJourney[] {
  const cut: Step[][] = [];
  const orders = new Set<string>();
  let last = 0;
  let afterGoal = false;
  for (const event of events) {
    const code = referenceCode(event.row, map, names);
    if (code === 0) continue;
    const stage = map.touchpoints.find((touchpoint) => touchpoint.code === code)?.stage ?? 0;
    if (stage === map.goal && event.row.order_id !== '') {
      if (orders.has(event.row.order_id)) continue;
      orders.add(event.row.order_id);
    }
    const idle = cut.length > 0 && event.row.time - last >= map.idleMs;
    if (idle) afterGoal = false;
    const opens = map.opens.includes(stage);
    if (cut.length === 0 || idle || (opens && afterGoal)) cut.push([]);
    if (opens) afterGoal = false;
    else if (stage === map.goal) afterGoal = true;
    last = event.row.time;
    cut.at(-1)?.push({ ...event, code, stage });
  }
  const sessions: string[] = [];
  const all = cut.flat();
  return cut.map((steps, index) => describe(steps, index + 1, cut.length, map, sessions, all));
}

/** A touchpoint of the goal stage may be no more than the page that confirms the order. */
const isOrder = (row: EventRow) => row.name === 'purchase' || row.order_id !== '' || Number(row.value) !== 0;

function describe(
  steps: Step[],
  number: number,
  count: number,
  map: CompiledMap,
  sessions: string[],
  all: Step[],
): PlainJourney {
  const times = steps.map((step) => step.row.time);
  const start = times[0] ?? 0;
  const since = (place: number) => (place < 0 ? -1 : (times[place] ?? 0) - start);
  const stages = map.stages.map((stage) => stage.number);
  const first = stages.map((stage) => steps.findIndex((step) => step.stage === stage));
  const advanced = stages.map((stage, k) =>
    (first[k] ?? -1) < 0 ? -1 : steps.findIndex((step, i) => i > (first[k] ?? 0) && step.stage > stage),
  );
  const looped = stages.map((stage, k) =>
    (advanced[k] ?? -1) >= 0 && steps.some((step, i) => i > (advanced[k] ?? 0) && step.stage === stage) ? 1 : 0,
  );
  for (const step of steps) if (!sessions.includes(step.session)) sessions.push(step.session);
  const knows = (pick: (row: EventRow) => string) =>
    steps.map((step) => pick(step.row)).find((text) => text !== '') ?? '';
  const own = [...new Set(steps.map((step) => step.session))];
  const tells = (pick: (row: EventRow) => string) =>
    own
      .map((session) => all.find((step) => step.session === session && pick(step.row) !== ''))
      .map((step) => (step === undefined ? '' : pick(step.row)));
  const goal = since(first[map.goal - 1] ?? -1);
  const bought = steps.filter(({ stage, row }) => stage === map.goal && isOrder(row));
  return {
    person: steps[0]?.person ?? '',
    number,
    start,
    end: times.at(-1) ?? 0,
    closed: number < count ? 1 : 0,
    codes: steps.map((step) => step.code),
    d: times.map((time) => time - start),
    session: steps.map((step) => sessions.indexOf(step.session)),
    stage_first: first.map(since),
    stage_advanced: advanced.map(since),
    stage_looped: looped,
    goal_at: goal,
    visitors: [...new Set(steps.map((step) => step.row.visitor_id))].sort(byText),
    sessions: own.length,
    session_channels: tells((row) => row.channel),
    session_sources: tells((row) => row.source),
    session_campaigns: tells((row) => row.campaign),
    goal_sessions: new Set(steps.filter(({ row }) => goal < 0 || row.time - start <= goal).map((step) => step.session))
      .size,
    device: knows((row) => row.device),
    channel: knows((row) => row.channel),
    source: knows((row) => row.source),
    campaign: knows((row) => row.campaign),
    country: knows((row) => row.country),
    browser: knows((row) => row.browser),
    os: knows((row) => row.os),
    landing: knows((row) => row.path),
    returning: number > 1 ? 1 : 0,
    orders: bought.map((step) => step.row.order_id || step.row.event_id),
    order_values: bought.map((step) => step.row.value),
    order_currencies: bought.map((step) => step.row.currency),
  };
}
