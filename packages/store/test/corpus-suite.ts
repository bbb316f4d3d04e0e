import type { Answer, AnswerTo, PlanInput, WantedValue } from '@desirepath/schema';
import { eventRow, frameOf, NOON, uuid } from '@desirepath/testing';
import { expect, it } from 'vitest';
import type { Store } from '../src/store.ts';
import { ADVERSARIAL } from './adversarial.ts';
import { contextOf } from './shop.ts';

const site = 'corpus';
const now = NOON + 86_400_000;
/** A plan takes no longer ones as the name of a property. */
const PROPERTIES = ADVERSARIAL.filter((text) => text.length < 190);

/** Whether a text matches a pattern in which `*` stands for any characters. */
function matches(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    const found = index === rest.length - 1 ? text.length - part.length : text.indexOf(part, at);
    if (found < at || !text.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return rest.length > 0 || at === text.length;
}

/**
 * Names and values of every kind of nastiness, in every place where a question may hold one: asked of the store, what comes
 * back is the same to the byte, and nobody else's.
 */
export function corpusSuite(store: () => Store) {
  const ask = async <P extends PlanInput>(plan: P): Promise<AnswerTo<P['plan']>> => {
    const answer: Answer = await store().ask(await contextOf(store(), site), plan, now);
    return answer as AnswerTo<P['plan']>;
  };

  it('takes in one visitor for each nasty text', async () => {
    const rows = ADVERSARIAL.flatMap((text, index) => {
      const base = { site, visitor_id: text, device: text, source: text, campaign: text, time: NOON + index * 1000 };
      const props = text.length < 190 ? { [text]: text, text } : { text };
      return [
        eventRow({ ...base, event_id: uuid(2 * index), name: text, props }),
        eventRow({ ...base, event_id: uuid(2 * index + 1), name: 'purchase', order_id: text, time: base.time + 500 }),
      ];
    });
    expect(await store().insert(frameOf('corpus-1', rows))).toMatchObject({ stored: rows.length });
    await store().stitch(await contextOf(store(), site));
  });

  it('finds each by its event, its dimension and its person, and tells it as it is', async () => {
    for (const text of ADVERSARIAL) {
      const funnel = await ask({
        plan: 'funnel',
        steps: [text, 'order'],
        filter: { device: [text] },
        segment_by: 'device',
        show: { step: 2 },
      });
      expect(
        funnel.steps.map(({ step, count }) => [step, count]),
        JSON.stringify(text),
      ).toEqual([
        [[text], 1],
        [['order'], 1],
      ]);
      expect(funnel.segments.map(({ segment }) => segment)).toEqual([text]);
      expect(funnel.persons.map(({ person, segment }) => [person, segment])).toEqual([[`v:${text}`, text]]);
      const { journeys } = await ask({ plan: 'journeys', person: `v:${text}`, visitor: text });
      expect(
        journeys.map(({ visitors, device, touchpoints }) => [visitors, device, touchpoints[0]?.touchpoint]),
      ).toEqual([[[text], text, text]]);
    }
  });

  it('finds each by its properties, as they are and by pattern', { timeout: 120_000 }, async () => {
    const sessions = async (wanted: Record<string, WantedValue>) => {
      const { list } = await ask({ plan: 'sessions', where: wanted, list: true, limit: 1000 });
      return list.map(({ visitor }) => visitor).toSorted();
    };
    const those = (fit: (text: string) => boolean) => ADVERSARIAL.filter(fit).toSorted();
    for (const [index, text] of PROPERTIES.entries()) {
      const key = `props.${text}`;
      expect(await sessions({ [key]: { is: [text] } }), JSON.stringify(text)).toEqual([text]);
      const pattern = `*${text}*`;
      expect(await sessions({ 'props.text': pattern }), JSON.stringify(text)).toEqual(
        those((other) => matches(other, pattern)),
      );
      // A part is looked for as a pattern is sent, so not each of them tells something new.
      if (index % 3 > 0) continue;
      expect(await sessions({ 'props.text': { contains: text } })).toEqual(those((other) => other.includes(text)));
    }
  });

  it('tells all of them apart wherever they are listed', async () => {
    const all = ADVERSARIAL.toSorted();
    const where = { 'props.text': { is: ADVERSARIAL.filter((text) => text.length <= 500) } };
    const stages = await ask({ plan: 'stages', where, segment_by: 'props.text' });
    expect(stages.segments.map(({ segment }) => segment).toSorted()).toEqual(all.filter((text) => text.length <= 500));
    const graph = await ask({ plan: 'graph' });
    expect(graph.edges.map(({ from }) => from).toSorted()).toEqual(all);
    const paths = await ask({ plan: 'paths', to: 'order', limit: 1000 });
    expect(paths.paths.map(({ touchpoints }) => touchpoints.at(-2)).toSorted()).toEqual(all);
    const matrix = await ask({ plan: 'matrix', by: 'props.text', limit: 500 });
    expect(matrix.values.map(({ value }) => value).toSorted()).toEqual(all);
    const sessions = await ask({ plan: 'sessions', list: true, limit: 1000 });
    expect(sessions.list.map(({ visitor }) => visitor).toSorted()).toEqual(all);
    expect(sessions.list.every(({ visitor, campaign, source }) => campaign === visitor && source === visitor)).toBe(
      true,
    );
    const variants = await ask({ plan: 'variants', limit: 1000 });
    expect(variants.list.map(({ touchpoints }) => touchpoints[0] ?? '').toSorted()).toEqual(all);
  });
}
