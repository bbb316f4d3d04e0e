import { setTimeout as sleep } from 'node:timers/promises';
import { type Envelope, type Problem, problemSchema, type Receipt, receiptSchema } from '@desirepath/schema';
import { type CliError, failed, wrongCall } from '../shell/cli-error.ts';

const MOST_TRIES = 60;
const LONGEST_WAIT_S = 30;

/** The problem that a response tells, or one made of its status. */
async function problemOf(response: Response): Promise<Pick<Problem, 'detail'> & Partial<Problem>> {
  const text = await response.text();
  try {
    const parsed = problemSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: said by something between the server and us.
  }
  return { detail: `The answer was ${response.status}${text === '' ? '' : `: ${text.slice(0, 200)}`}` };
}

/** What a refusal means for the caller: 4xx is a wrong call, anything else failed work. */
export async function refusal(response: Response): Promise<CliError> {
  const { detail } = await problemOf(response);
  return response.status >= 400 && response.status < 500 ? wrongCall(detail) : failed(detail);
}

/** The import lane: a request in, a response out, in this process or over HTTP. */
export type ImportLane = (body: string) => Promise<Response>;

/** Whether the collector asks to wait: it is behind, or its disk is full. */
function mustWait(response: Response): boolean {
  return response.status === 503 || response.status === 429;
}

/**
 * Sends one envelope. Where the collector asks to wait, it waits; a body that is too large is sent in halves.
 *
 * @throws CliError when the collector refuses
 */
export async function importEnvelope(lane: ImportLane, envelope: Envelope): Promise<Receipt> {
  const body = JSON.stringify(envelope);
  for (let tries = 1; ; tries++) {
    const response = await lane(body);
    if (response.ok) return receiptSchema.parse(await response.json());
    if (response.status === 413 && envelope.events.length > 1) {
      const middle = Math.ceil(envelope.events.length / 2);
      const first = await importEnvelope(lane, { ...envelope, events: envelope.events.slice(0, middle) });
      const second = await importEnvelope(lane, { ...envelope, events: envelope.events.slice(middle) });
      return mergeReceipts(first, second, middle);
    }
    if (!mustWait(response) || tries === MOST_TRIES) throw await refusal(response);
    const seconds = Number(response.headers.get('retry-after') ?? 1);
    await sleep(1000 * Math.min(LONGEST_WAIT_S, Number.isFinite(seconds) ? Math.max(0.1, seconds) : 1));
  }
}

function mergeReceipts(first: Receipt, second: Receipt, offset: number): Receipt {
  const counts = { ...first.counts };
  for (const [verdict, count] of Object.entries(second.counts)) {
    const key = verdict as keyof typeof counts;
    counts[key] = (counts[key] ?? 0) + count;
  }
  return {
    received: first.received + second.received,
    counts,
    verdicts: [...first.verdicts, ...second.verdicts.map((v) => ({ ...v, index: v.index + offset }))],
  };
}
