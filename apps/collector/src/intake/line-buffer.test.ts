import { expect, it } from 'vitest';
import { LineBuffer } from './line-buffer.ts';

it('is the bytes of the lines joined, however many and long they are', () => {
  for (const count of [0, 1, 2, 500]) {
    const lines = Array.from({ length: count }, (_, i) => `"ü${'日本'.repeat(i)} 🛒`);
    const buffer = new LineBuffer();
    for (const line of lines) buffer.add(line);
    expect(buffer.bytes.equals(Buffer.from(lines.join('\n')))).toBe(true);
  }
});
