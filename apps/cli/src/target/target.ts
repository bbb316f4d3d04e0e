import type { Answer, Envelope, Plan, Receipt, Verdict } from '@desirepath/schema';

/** How many events of a site got which verdict. */
export type Counts = Record<Verdict, number>;

/** The site that a command works on: in a data folder of this process, or behind a running server. */
export interface Target {
  site: string;
  /** ISO code of the money that the site reports in. */
  currency: string;
  /** Sends one batch through the import lane; waits where the collector asks to. */
  import(envelope: Envelope): Promise<Receipt>;
  /** What the site's accounting says since the target was opened, once it holds all `sent` events. */
  accounting(sent: number): Promise<Counts>;
  /** A request to the collector with an admin token of the site; the site is named by the token or by `?site=`. */
  call(path: string, init?: { method?: string; body?: string }): Promise<Response>;
  ask(plan: Plan): Promise<Answer>;
  close(): Promise<void>;
}

/** What commands say about their target: a data folder, or a server. */
export interface TargetOptions {
  data: string;
  url?: string;
  token?: string;
  site?: string;
}
