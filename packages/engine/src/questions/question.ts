import type { Answer } from '@desirepath/schema';
import type { SiteContext } from '../context.ts';
import type { CompiledMap } from '../map/compiled-map.ts';
import type { Sql } from '../sql.ts';

/** All that a question about journeys needs to know; plain data. */
export interface QuestionContext extends SiteContext {
  /** The moment of asking, ms since 1970: what `last` in a period counts back from, and when a window has passed. */
  now: number;
  /** A SELECT with the columns of table `journeys` for this site and map version. Its parameters begin with `j_`. */
  journeys: Sql;
  /** Another map with its journeys, where a plan sets one beside the site's own; the relation is as that of `journeys`. */
  other?: { map: CompiledMap; journeys: Sql };
  /** Where what the plan asks of events lies ready, see `askedMarks`; its parameters begin with `j_`. Else each query works it out. */
  marks?: Sql;
  /** Columns that the relation has beside those of `journeys`, where only some journeys are asked about. */
  more?: readonly string[];
  /** All journeys of the site, where it lacks some. */
  everyone?: Sql;
  /** Whether it lacks journeys of persons of whom it has others, so that no journey can speak for its whole person. */
  partial?: boolean;
}

/** A row as the store reads it. Integers are JavaScript numbers, so a SELECT casts what may pass 2^53. */
export type Row = Record<string, unknown>;

/** A plan made ready: the queries to run, in any order, and how their rows become the answer. */
export interface Question {
  /** By name; parameters begin with `q_`, those of the journeys with `j_`. */
  queries: Record<string, Sql>;
  /** @param rows of each query, under its name */
  answer(rows: Record<string, readonly Row[]>): Answer;
}
