import { compileMap } from '@desirepath/engine';
import { DEFAULT_MAP, journeyMapSchema, planSchema } from '@desirepath/schema';
import { afterAll, expect, it } from 'vitest';
import { answerRows, type FoundRows } from '../src/answer-rows.ts';
import { AnswerThread } from '../src/answer-thread.ts';

const thread = new AnswerThread();
afterAll(() => thread.close());

/** What the queries of `conformance` find of so many sequences of one or two touchpoints. */
function found(sequences: number): FoundRows {
  const variants = Array.from({ length: sequences }, (_, i) =>
    String.fromCharCode(1 + Math.floor(i / 100), 1 + (i % 100)),
  );
  const each = (count: number) => variants.map(() => count);
  const row = { variants, over: each(2), over_goals: each(1), open: each(0), open_goals: each(0) };
  const lines = JSON.stringify({ ...row, all_variants: sequences, all_journeys: 2 * sequences });
  const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
  return {
    plan: planSchema.parse({ plan: 'conformance' }),
    context: {
      site: 'shop',
      timeZone: 'UTC',
      currency: 'EUR',
      map,
      names: [],
      now: 0,
      journeys: { text: 'SELECT 1', params: {} },
    },
    found: { variants: `${lines}\n`, orders: '' },
  };
}

it('works out what would be worked out here, one after the other', async () => {
  const [few, many] = await Promise.all([thread.answer(found(3)), thread.answer(found(5000))]);
  expect(few).toEqual(answerRows(found(3)));
  expect(many).toEqual(answerRows(found(5000)));
  expect(many).toMatchObject({ plan: 'conformance', journeys: 10_000 });
});

it('says what went wrong there, and goes on', async () => {
  await expect(thread.answer({ ...found(1), found: { variants: '{' } })).rejects.toThrow(/JSON/);
  expect(await thread.answer(found(2))).toMatchObject({ journeys: 4 });
});

it('says that the thread has ended, and begins another one', async () => {
  const answer = thread.answer(found(10_000));
  await new Promise(setImmediate);
  await thread.close();
  await expect(answer).rejects.toThrow('has ended; ask about a shorter period');
  expect(await thread.answer(found(2))).toMatchObject({ journeys: 4 });
});
