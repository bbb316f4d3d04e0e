import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openLate } from './open-late.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

const away = (why: string) => new StoreError('unreachable', why);

/** A store of which each try to open it comes to the next of these. */
function opening(...outcomes: (Error | 'there')[]) {
  const seen = { tries: 0, closed: 0 };
  const open = async (): Promise<Store> => {
    const outcome = outcomes[seen.tries++] ?? away('for ever');
    if (outcome instanceof Error) throw outcome;
    return { read: async () => [{ one: 1 }], close: async () => void seen.closed++ } as unknown as Store;
  };
  return { open, seen };
}

it('is asked in vain until it is there, and says why each time that changes', async () => {
  const told: string[] = [];
  const { open, seen } = opening(away('down'), away('down'), new Error('a migration fails'), 'there');
  const store = openLate(open, (why) => told.push(String((why as Error).message)));
  await store.tried;
  await expect(store.read({ text: '', params: {} })).rejects.toMatchObject({ problem: 'unreachable' });
  await store.there;
  expect(store.isThere()).toBe(true);
  expect(await store.read({ text: '', params: {} })).toEqual([{ one: 1 }]);
  expect(told).toEqual(['down', 'a migration fails']);
  expect(seen.tries).toBe(4);
  await store.close();
  expect(seen.closed).toBe(1);
});

it.each([new StoreError('access_denied', 'No.'), new StoreError('changed_migration', 'No.'), new RangeError('No.')])(
  'gives up at the first try where only the operator can help: %s',
  async (error) => {
    const { open, seen } = opening(error);
    const store = openLate(open, () => {});
    await expect(store.tried).rejects.toBe(error);
    await sleep(300);
    expect(seen.tries).toBe(1);
    await store.close();
  },
);

it('tries no more when it is closed', async () => {
  const { open, seen } = opening();
  const store = openLate(open, () => {});
  await store.tried;
  await store.close();
  await sleep(300);
  expect(seen.tries).toBe(1);
});
