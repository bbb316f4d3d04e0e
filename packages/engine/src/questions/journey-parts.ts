import type { FunnelPlan } from '@desirepath/schema';
import { isSessionTold, SESSION_TELLS } from '../stitch/session-tells.ts';

/**
 * SQL of the parts of a journey, with when they begin (ms since it did) and their segments: one wherever another of its sessions
 * goes on, with what that tells. Where nobody asks which it was, the journey is one part.
 * @param segment SQL of the journey's own
 */
export function journeyParts({ segment_by: by, attribution }: FunnelPlan, segment: string): string {
  if (by === undefined || attribution === 'first' || !isSessionTold(by)) return `[(toInt64(0), ${segment})]`;
  // Sessions of two devices may go on by turns, so there may be more parts than sessions.
  return `arrayMap((o, nth) -> (toInt64(o), ${SESSION_TELLS[by]}[nth]),
      arrayFilter((o, i, change) -> i = 1 OR change != 0, d, arrayEnumerate(d), arrayDifference(arrayEnumerateDense(session))),
      arrayCompact(arrayEnumerateDense(session)))`;
}
