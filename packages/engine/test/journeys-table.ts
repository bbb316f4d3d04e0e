import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ClickHouseClientConfigOptions, createClient } from '@clickhouse/client';
import { type Answer, type AnswerTo, type PlanInput, planSchema } from '@desirepath/schema';
import { createChdbConnection } from 'chdb/connection';
import {
  askedMarks,
  compilePlan,
  encodeJourneys,
  type QuestionContext,
  type Row,
  type SiteContext,
  type Sql,
} from '../src/index.ts';

/** A journey as a test writes it: codes, times and sessions side by side; what is left out gets a plain value. */
export interface TestJourney {
  person: string;
  number: number;
  /** ms since 1970 of the first touchpoint. */
  start: number;
  codes: number[];
  /** ms since `start`. */
  offsets: number[];
  /** One for each touchpoint. */
  sessions: number[];
  more?: Record<string, unknown>;
}

/** An event as a test writes it. */
export interface TestEvent {
  site: string;
  visitor_id: string;
  event_id: string;
  name: string;
  /** ms since 1970 */
  time: number;
  [column: string]: unknown;
}

type AskedContext = Omit<QuestionContext, 'journeys'> & Partial<Pick<QuestionContext, 'journeys'>>;

/** The tables `journeys` and `events` in an embedded ClickHouse of its own, and questions asked of it. */
export interface JourneysTable {
  insert(site: string, mapVersion: string, journeys: readonly TestJourney[]): Promise<void>;
  /** Rows of `events`; what is left out is empty. Times in ms. */
  insertEvents(rows: readonly TestEvent[]): Promise<void>;
  /** Makes the journeys of all events of a site and stores them, so that no question has to. */
  stitch(site: SiteContext): Promise<void>;
  /** Of the stored journeys, unless the context says which. */
  ask<P extends PlanInput>(context: AskedContext, plan: P): Promise<AnswerTo<P['plan']>>;
  read(sql: Sql): Promise<Row[]>;
  /** Runs a statement that returns nothing. */
  run(sql: Sql): Promise<void>;
  close(): Promise<void>;
}

const SETTINGS = `async_insert = 0, output_format_json_quote_64bit_integers = 0, short_circuit_function_evaluation = 'disable',
  optimize_and_compare_chain = 0`;

const FOLDER = fileURLToPath(new URL('../../../clickhouse/migrations/', import.meta.url));
const MIGRATIONS = readdirSync(FOLDER)
  .sort()
  .map((file) => join(FOLDER, file));

/** The stored journeys of a site: the simplest relation that a question can be asked of. */
export function storedJourneys(context: Pick<QuestionContext, 'site' | 'map'>): Sql {
  return {
    text: 'SELECT * FROM journeys FINAL WHERE site = {j_site:String} AND map_version = {j_map:String} AND deleted = 0',
    params: { j_site: context.site, j_map: context.map.version },
  };
}

const moment = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
const bytes = (codes: readonly number[]): string => codes.map((code) => code.toString(16).padStart(2, '0')).join('');

/** The first eight touchpoints, runs taken as one, as the bytes of a number. */
function headOf(codes: readonly number[]): string {
  const first = codes.filter((code, i) => code !== codes[i - 1]).slice(0, 8);
  return first.reduceRight((head, code) => head * 256n + BigInt(code), 0n).toString();
}

const isLong = ({ offsets }: TestJourney): boolean => (offsets.at(-1) ?? 0) >= 7 * 86_400_000;

/** What only the last journey of a person tells: of all of them. */
function wholeOf(journey: TestJourney, all: readonly TestJourney[]) {
  const sorted = [...all].sort((a, b) => a.number - b.number);
  const since = sorted[0]?.start ?? 0;
  const last = journey === sorted.at(-1);
  return {
    closed: last ? 0 : 1,
    whole_start: moment(since),
    whole_hex: last ? bytes(sorted.flatMap(({ codes }) => codes)) : '',
    long_d: isLong(journey) ? journey.offsets : [],
    whole_d:
      last && (journey.number > 1 || isLong(journey))
        ? sorted.flatMap(({ start, offsets }) => offsets.map((offset) => start - since + offset))
        : [],
  };
}

/** Opens the table in a folder of its own; one a process. */
export async function openJourneysTable(): Promise<JourneysTable> {
  const path = mkdtempSync(join(tmpdir(), 'desirepath-engine-'));
  const client = createClient({
    // The declared types of the two packages differ in a detail that does not matter at run time.
    connection: createChdbConnection({ path }) as unknown as NonNullable<ClickHouseClientConfigOptions['connection']>,
  });
  await client.command({ query: 'CREATE DATABASE desirepath' });
  await client.command({ query: 'USE desirepath' });
  // As the store has them, for the session: sent along with a statement, each would be one of its own.
  await client.command({ query: `SET ${SETTINGS}` });
  const statements = MIGRATIONS.flatMap((file) => readFileSync(file, 'utf8').replaceAll(/--.*$/gm, '').split(';'));
  for (const query of statements) if (query.trim() !== '') await client.command({ query });

  const read = async (sql: Sql): Promise<Row[]> => {
    const result = await client.query({ query: sql.text, query_params: sql.params, format: 'JSONEachRow' });
    return result.json<Row>();
  };
  return {
    read,
    async run(sql) {
      await client.command({ query: sql.text, query_params: sql.params });
    },
    async insert(site, mapVersion, journeys) {
      const ofPerson = new Map<string, TestJourney[]>();
      for (const journey of journeys) ofPerson.set(journey.person, [...(ofPerson.get(journey.person) ?? []), journey]);
      const values = journeys.map((journey) => ({
        site,
        map_version: mapVersion,
        person_id: journey.person,
        number: journey.number,
        start: moment(journey.start),
        end: moment(journey.start + (journey.offsets.at(-1) ?? 0)),
        hex: bytes(journey.codes),
        d: journey.offsets,
        session: journey.sessions,
        sessions: new Set(journey.sessions).size,
        // Unless a test says more, every session tells what the journey does.
        session_channels: [...new Set(journey.sessions)].map(() => journey.more?.channel ?? ''),
        session_sources: [...new Set(journey.sessions)].map(() => journey.more?.source ?? ''),
        session_campaigns: [...new Set(journey.sessions)].map(() => journey.more?.campaign ?? ''),
        head: headOf(journey.codes),
        ...wholeOf(journey, ofPerson.get(journey.person) ?? []),
        version: 1,
        ...journey.more,
      }));
      // Bytes above 127 are no text, so they travel as hex.
      const columns = [...new Set(values.flatMap((value) => Object.keys(value)))].filter(
        (key) => key !== 'hex' && key !== 'whole_hex',
      );
      await client.command({
        query: 'CREATE TABLE IF NOT EXISTS staged AS journeys ENGINE = Memory',
      });
      await client.command({ query: 'TRUNCATE TABLE staged' });
      await client.insert({
        table: 'staged',
        values: values.map(({ hex, whole_hex, ...rest }) => ({ ...rest, s: hex, whole_s: whole_hex })),
        format: 'JSONEachRow',
      });
      await client.command({
        query: `INSERT INTO journeys (s, whole_s, ${columns.join(', ')}) SELECT unhex(s), unhex(whole_s), ${columns.join(', ')} FROM staged`,
      });
    },
    async insertEvents(rows) {
      await client.insert({
        table: 'events',
        values: rows.map(({ time, ...row }) => ({ ...row, time: moment(time), client_time: moment(time) })),
        format: 'JSONEachRow',
      });
    },
    async stitch(site) {
      const { text, params } = encodeJourneys(site, { kind: 'all' });
      await client.command({ query: `INSERT INTO journeys ${text}`, query_params: params });
    },
    async ask<P extends PlanInput>(context: AskedContext, plan: P) {
      const parsed = planSchema.parse(plan);
      const asked = { journeys: storedJourneys(context), ...context };
      const said = askedMarks(parsed, asked);
      // Once for all queries, as the store does it.
      const marks = said && { text: 'SELECT * FROM marks', params: {} };
      if (said !== undefined) {
        await client.command({ query: 'DROP TABLE IF EXISTS marks' });
        await client.command({
          query: `CREATE TABLE marks ENGINE = Memory AS ${said.text}`,
          query_params: said.params,
        });
      }
      const question = compilePlan(parsed, marks === undefined ? asked : { ...asked, marks });
      const rows: Record<string, Row[]> = {};
      for (const [name, sql] of Object.entries(question.queries)) rows[name] = await read(sql);
      const answer: Answer = question.answer(rows);
      return answer as AnswerTo<P['plan']>;
    },
    async close() {
      await client.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}
