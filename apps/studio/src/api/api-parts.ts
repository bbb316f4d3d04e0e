import type { Answer, PlanInput } from '@desirepath/schema';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { LiveHub } from '../live/live-hub.ts';
import type { StudioOptions } from '../options.ts';
import type { ApiEnv } from './api-env.ts';

/** What the routes of the API are made of. */
export interface ApiParts {
  app: OpenAPIHono<ApiEnv>;
  options: StudioOptions;
  hub: LiveHub;
  /** The clock, ms since 1970 UTC. */
  now(): number;
  /** Answers a plan for a site as of now. */
  ask(site: string, plan: PlanInput): Promise<Answer>;
}
