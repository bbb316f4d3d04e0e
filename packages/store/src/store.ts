import type { SiteContext, Sql } from '@desirepath/engine';
import type { Answer, Frame, PlanInput } from '@desirepath/schema';

/** What became of a frame. */
export interface InsertReport {
  /** Rows that are in `events` because of this frame (also when it had been inserted before). */
  stored: number;
  /** Ids of rows that another frame had brought already. */
  duplicates: string[];
}

/** What a round of stitching did. */
export interface StitchReport {
  persons: number;
  journeys: number;
}

/** ClickHouse, embedded or a server, behind the few things that the product asks of it. */
export interface Store {
  readonly kind: 'embedded' | 'server';
  /** Brings the tables up to date; does nothing the second time. Returns the names of what it applied. */
  migrate(): Promise<string[]>;
  /** Inserts a frame with its accounting and its rejects; trying the same frame again changes nothing. */
  insert(frame: Frame): Promise<InsertReport>;
  /** Brings the journeys of a site up to date. */
  stitch(site: SiteContext): Promise<StitchReport>;
  /** Answers a question, exactly as of now, stitched or not. `now` in ms. */
  ask(site: SiteContext, plan: PlanInput, now: number): Promise<Answer>;
  /** Runs a SELECT and returns its rows. */
  read<Row>(sql: Sql): Promise<Row[]>;
  close(): Promise<void>;
}
