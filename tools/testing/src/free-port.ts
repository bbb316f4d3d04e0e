import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that Linux gives to outgoing connections, from 32768 on. */
const [FIRST, END] = [15_000, 32_000];

/**
 * A port that nothing listens on. No outgoing connection is given it either, so that a server which is killed and started again finds it
 * free.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, END);
    const server = createServer();
    const listens = once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.listen(port, '127.0.0.1');
    if (!(await listens)) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
