import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Answer } from '@desirepath/schema';
import type { FoundRows } from './answer-rows.ts';
import type { Worked } from './answer-worker.ts';
import { serial } from './serial.ts';

/** Of the build, wherever this module itself runs from: a thread takes nothing but JavaScript. */
const WORKER = new URL('../dist/answer-worker.js', import.meta.url);

const ENDED =
  'The thread that was working out the answer has ended; ask about a shorter period, or give the process more memory';

/**
 * A thread of its own for answers that take long to work out (aligning a million sequences is seconds), so that the thread
 * which takes in events never waits for one. One answer after the other; the thread begins with the first, remembers what
 * the engine remembers between answers, and does not hold the process.
 */
export class AnswerThread {
  readonly #inTurn = serial();
  #worker: Worker | undefined;

  /** @throws whatever working it out throws; Error when the thread ends before it is done, as it does for want of memory */
  answer(found: FoundRows): Promise<Answer> {
    return this.#inTurn(async () => {
      const worker = this.#started();
      const over = new AbortController();
      worker.ref();
      try {
        worker.postMessage(found);
        const ended = once(worker, 'exit', { signal: over.signal }).then(() =>
          Promise.reject(new Error('it was closed')),
        );
        const [worked] = (await Promise.race([once(worker, 'message', { signal: over.signal }), ended]).catch(
          (cause) => {
            throw new Error(`${ENDED} (${(cause as Error).message})`, { cause });
          },
        )) as [Worked];
        if ('error' in worked) throw worked.error;
        return worked.answer;
      } finally {
        over.abort();
        worker.unref();
      }
    });
  }

  /** Ends the thread; what it was at is refused. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(WORKER);
    worker.unref();
    // Said to whoever waits, by the end that follows.
    worker.on('error', () => {});
    worker.once('exit', () => {
      this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }
}
