import type { Site } from '@desirepath/schema';

/** What the API's handlers find in their context: the site that the token reads. */
export interface ApiEnv {
  Variables: { site: Site };
}
