import { type ClickHouseServer, freePort, startClickHouse } from '@desirepath/testing';

/** A ClickHouse that comes back under the same address: when it was killed, and, as under a supervisor, when it ended by itself. */
export class WatchedClickHouse {
  readonly url: string;
  /** How it ended by itself, each time. */
  readonly crashes: string[] = [];
  readonly #path: string;
  readonly #ports: { http: number; tcp: number };
  #server: ClickHouseServer | undefined;

  private constructor(path: string, ports: { http: number; tcp: number }) {
    this.#path = path;
    this.#ports = ports;
    this.url = `http://127.0.0.1:${ports.http}`;
  }

  static async start(path: string): Promise<WatchedClickHouse> {
    const watched = new WatchedClickHouse(path, { http: await freePort(), tcp: await freePort() });
    await watched.start();
    return watched;
  }

  async start(): Promise<void> {
    const server = await startClickHouse(this.#path, this.#ports);
    this.#server = server;
    server.ended
      .then(async (how) => {
        if (this.#server !== server) return;
        this.crashes.push(how);
        await this.start();
      })
      .catch((error) => this.crashes.push(String(error)));
  }

  /** Kills it; `start` brings it back. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.kill();
  }
}
