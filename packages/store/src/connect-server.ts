import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { type Connection, clientConnection } from './connection.ts';
import { insertOverHttp } from './insert-over-http.ts';
import { StoreError } from './store-error.ts';

/** A server that is away without a word is soon asked again; its first statement is no work. */
const FIRST_TIMEOUT_MS = 20_000;

/** Where a ClickHouse server is, and as whom to speak to it. */
export interface ServerOptions {
  /** Address of its HTTP interface, `http://127.0.0.1:8123`. */
  url: string;
  /** @default 'default' */
  username?: string;
  /** @default '' */
  password?: string;
}

/**
 * Connects to a ClickHouse server over HTTP and makes the database if it is not there.
 * @throws StoreError `unreachable` when nothing answers, `access_denied` when the user or password is wrong
 */
export async function connectServer(options: ServerOptions, database: string): Promise<Connection> {
  const common = {
    url: options.url,
    username: options.username ?? 'default',
    password: options.password ?? '',
    // Parameters that are too long for a URL travel in the body.
    use_multipart_params_auto: true,
    request_timeout: 300_000,
    // Failures reach the caller as errors; the client need not write them out as well.
    log: { level: ClickHouseLogLevel.OFF },
  };
  const first = createClient({ ...common, request_timeout: FIRST_TIMEOUT_MS });
  try {
    await firstContact(first, options, database);
  } finally {
    await first.close();
  }
  const client = createClient({ ...common, database });
  return clientConnection('server', client, insertOverHttp(client));
}

async function firstContact(client: ClickHouseClient, { url, username }: ServerOptions, database: string) {
  try {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
  } catch (cause) {
    const { code, message } = cause as { code?: string; message?: string };
    if (code === '516' || code === '194' || code === '497') {
      throw new StoreError(
        'access_denied',
        `The ClickHouse server at ${url} refuses the user "${username ?? 'default'}"; check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, and that this user may create the database ${database}.`,
        { cause },
      );
    }
    throw new StoreError(
      'unreachable',
      `The ClickHouse server at ${url} does not answer (${code ?? message ?? cause}); start it, or correct CLICKHOUSE_URL.`,
      { cause },
    );
  }
}
