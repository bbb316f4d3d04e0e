import type { SiteContext, Sql } from '@desirepath/engine';
import type { Answer, EventKey, Frame, PlanInput } from '@desirepath/schema';

/** What became of a frame. */
export interface InsertReport {
  /** Rows that are in `events` because of this frame (also when it had been inserted before). */
  stored: number;
  /** Rows that another frame had brought already. */
  duplicates: readonly Pick<EventKey, 'site' | 'event_id'>[];
}

/**
 * What of a frame is inserted where it cannot go in whole. `rows`: its rows, and nothing is counted; it is a part of a frame whose id its
 * own begins with. `rest`: everything but the rows, which have gone in by such parts, or by a try of the frame itself, and are counted by
 * what is in the table: what came by any of these is stored, whatever was interrupted.
 */
export type Portion = 'rows' | 'rest';

/** What a round of stitching did. */
export interface StitchReport {
  persons: number;
  journeys: number;
}

/** How {@link Store.stitch} goes about a map whose history is not made yet. */
export interface StitchOptions {
  /** Makes no more than so many portions of the history at once; by default all. */
  portions?: number;
  /**
   * A portion is about so many visitors; by default 50 000. What persons have on visitors elsewhere is looked for in each
   * portion, so larger ones cost less in all, and hold more memory: over 20 million events a visitor costs half in portions
   * of 100 000 of what it does in those of 20 000, and they hold 500 MB more.
   */
  visitorsAPortion?: number;
  /** The journeys of maps that were replaced go after so many ms without use; by default a minute. */
  retireAfterMs?: number;
}

/** What was stitched, and whether more of a new map's history is left to make. */
export interface StitchOutcome extends StitchReport {
  left: boolean;
  /** Whether a new map has taken the place of another one just now. */
  replaced: boolean;
}

/** How far the history of a new map is made, in visitors, about. */
export interface Recomputing {
  /** Version of the new map. */
  map_version: string;
  /** Version of the map that answers meanwhile; null: none does, each question makes the journeys it needs. */
  answering: string | null;
  done: number;
  total: number;
}

/** Whom to erase: an identified person with all their visitors, or one visitor. */
export type Subject = { person: string } | { visitor: string };

/** How ids are looked for in the raw texts of what was not stored, however the client wrote them. */
export type Mentions = (ids: readonly string[]) => {
  /** A regular expression of RE2 that every text matches that has one of them. */
  pattern: string;
  /** Whether a text has one of them. */
  isIn(raw: string): boolean;
};

/** What was erased, by table, and what a count found left of it: nothing, or it was not erased. */
export interface EraseReport {
  erased: { events: number; links: number; journeys: number; rejects: number; bots: number };
  left: number;
  /** The subject's visitors, also those that others share. */
  visitors: string[];
}

/** ClickHouse, embedded or a server, behind the few things that the product asks of it. */
export interface Store {
  readonly kind: 'embedded' | 'server';
  /** Brings the tables up to date; does nothing the second time. Returns the names of what it applied. */
  migrate(): Promise<string[]>;
  /** Inserts a frame with its accounting and its rejects; trying the same frame again changes nothing. */
  insert(frame: Frame, portion?: Portion): Promise<InsertReport>;
  /**
   * Brings the journeys of a site up to date: those that events have changed, and for a map that is new the whole history, by
   * portions that an interruption does not undo.
   */
  stitch(site: SiteContext, options?: StitchOptions): Promise<StitchOutcome>;
  /** How far the history of the site's map is made; undefined when it is there. */
  recomputing(site: SiteContext): Promise<Recomputing | undefined>;
  /**
   * Answers a question, exactly as of now, stitched or not. While the history of a new map is being made, the map before
   * answers; `map_version` of the answer says which, and `recomputing` how far the new one is. `now` in ms.
   */
  ask(site: SiteContext, plan: PlanInput, now: number): Promise<Answer>;
  /**
   * Erases a person or a visitor of a site from every table, and counts afterwards what is left. On a visitor that several persons
   * share, only what is this one's goes, and the others' journeys are made anew.
   *
   * @param mentions finds the subject in what was kept as it came
   */
  erase(site: string, subject: Subject, mentions: Mentions): Promise<EraseReport>;
  /**
   * Lets ClickHouse delete what is older than a site's retention, in ms, null being for ever; sites that are not named keep the one that they
   * had. Does nothing when that is how it is already.
   */
  retain(retention: Readonly<Record<string, number | null>>): Promise<void>;
  /** Runs a SELECT and returns its rows. */
  read<Row>(sql: Sql): Promise<Row[]>;
  close(): Promise<void>;
}
