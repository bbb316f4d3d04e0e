import { join } from 'node:path';
import { openStore } from '@desirepath/store';

/** Reads rows from the embedded ClickHouse of a data folder that nothing else holds. */
export async function readStore<Row>(data: string, text: string, params: Record<string, unknown> = {}): Promise<Row[]> {
  const store = await openStore({ path: join(data, 'clickhouse') });
  try {
    return await store.read<Row>({ text, params });
  } finally {
    await store.close();
  }
}
