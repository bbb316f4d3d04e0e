import { appendFileSync } from 'node:fs';

/** What a comparison with an independent reference came to. */
export interface OracleLine {
  pairs: number;
  questions?: number;
  differences: number;
  seconds: number;
}

/** Tells `pnpm bench oracle` what was compared; in `test` nobody asks. */
export function reportPairs(what: string, line: OracleLine): void {
  const file = process.env.ORACLE_REPORT;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, ...line })}\n`);
}
