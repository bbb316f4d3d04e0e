import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { SpoolFiles } from '@desirepath/spool';
import type { Mutation } from './simulated-schedule.ts';

/** Collectors with one flaw each. */
export const MUTATIONS: Record<string, Mutation> = {
  'acknowledges before it has synced': { disk: { lies: true } },
  'names each try of an insert anew': {
    faults: ['error after commit', 'reset in the answer', 'exception in a 200'],
    store: (store) => ({ ...store, insert: (frame, portion) => store.insert({ ...frame, id: randomUUID() }, portion) }),
  },
  'makes its batches anew after a crash': {
    faults: ['error after commit', 'reset in the answer', 'exception in a 200'],
    files: withoutClaims,
  },
};

/** The cursor says how far shipping has come, and never what was being tried. */
function withoutClaims(files: SpoolFiles): SpoolFiles {
  return {
    ...files,
    async open(path, mode) {
      const file = await files.open(path, mode);
      if (!path.endsWith('/cursor')) return file;
      return { ...file, write: (bytes, position) => file.write(withoutClaim(bytes), position) };
    },
  };
}

function withoutClaim(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString().slice(9).trimEnd();
  if (!text.startsWith('{')) return bytes;
  const { claim: _, ...state } = JSON.parse(text);
  const kept = JSON.stringify(state);
  return Buffer.from(`${crc32(kept).toString(16).padStart(8, '0')} ${kept}`.padEnd(bytes.length));
}
