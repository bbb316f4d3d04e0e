import type { Answer, AnswerTo, ConstraintCandidate, StageRow } from '@desirepath/schema';
import { plan } from '../commands/plan.ts';
import type { Runtime } from '../server/open-runtime.ts';

/** What the demo prints: the one step that holds the chain back, and the chain. */
export interface DemoAnswer {
  /** The step, or null: no clear constraint. `stage` is its id, `segment` where most of the gap sits. */
  constraint:
    | (Pick<
        ConstraintCandidate,
        | 'stage'
        | 'number'
        | 'name'
        | 'probability'
        | 'gain'
        | 'interval'
        | 'gain_value'
        | 'reference'
        | 'conversion'
        | 'reference_conversion'
        | 'segments'
      > & { segment: string })
    | null;
  sentence: string;
  stages: StageRow[];
  journeys: number;
  events: number;
  orders: number;
  revenue: AnswerTo<'stages'>['revenue'];
  caveats: string[];
}

function expectKind<K extends Answer['plan']>(answer: Answer, kind: K): AnswerTo<K> {
  if (answer.plan !== kind) throw new Error(`The answer to ${kind} was one to ${answer.plan}.`);
  return answer as AnswerTo<K>;
}

/** Asks a site for its constraint over the last seven days and for its stages. */
export async function demoAnswer(runtime: Runtime, site: string, now: number): Promise<DemoAnswer> {
  const context = runtime.context(site);
  const judged = expectKind(await runtime.store.ask(context, plan({ plan: 'constraint' }), now), 'constraint');
  const chain = expectKind(await runtime.store.ask(context, plan({ plan: 'stages' }), now), 'stages');
  const [counted] = await runtime.store.read<{ events: number }>({
    text: 'SELECT toFloat64(count()) AS events FROM events FINAL WHERE site = {site:String}',
    params: { site },
  });
  const found = judged.constraint;
  return {
    constraint:
      found === null
        ? null
        : {
            stage: found.stage,
            number: found.number,
            name: found.name,
            segment: found.segments[0]?.segment ?? '',
            probability: found.probability,
            gain: found.gain,
            interval: found.interval,
            gain_value: found.gain_value,
            reference: found.reference,
            conversion: found.conversion,
            reference_conversion: found.reference_conversion,
            segments: found.segments,
          },
    sentence: judged.sentence,
    stages: chain.stages,
    journeys: chain.journeys,
    events: Number(counted?.events ?? 0),
    orders: chain.orders,
    revenue: chain.revenue,
    caveats: judged.caveats,
  };
}
