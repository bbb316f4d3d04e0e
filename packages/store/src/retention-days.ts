const DAY_MS = 86_400_000;

/** The days after which the tables let go of what a site keeps for so many ms: whole ones, and one at least. */
export function retentionDays(ms: number): number {
  return Math.max(1, Math.floor(ms / DAY_MS));
}
