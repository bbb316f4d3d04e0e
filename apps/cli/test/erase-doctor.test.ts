import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkup } from '@desirepath/collector';
import { tempDir } from '@desirepath/testing';
import { afterAll, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { makeShop } from './make-shop.ts';
import { jsonOf, runCli, startCli } from './run-cli.ts';

const dir = tempDir('erase-doctor');
afterAll(() => dir.remove());

test('erase and doctor beside a running server and on a data folder; the settings of sites.yaml hold', async () => {
  const data = join(dir.path, 'data');
  makeShop(data);
  const file = join(data, 'sites.yaml');
  const settings = parse(readFileSync(file, 'utf8'));
  Object.assign(settings.sites[0], { origins: ['https://shop.example'], retention: '400d', gpc: 'reject' });
  settings.collector = { trusted_proxies: 1, body_bytes: 2000 };
  writeFileSync(file, stringify(settings));
  writeFileSync(join(data, 'data-centers.txt'), '# A provider\n203.0.113.0/24\n');
  const key = settings.sites[0].write_key;

  const server = startCli(['serve', '--data', data, '--port', '0', '--json']);
  const { collector: url } = JSON.parse(await server.firstLine);
  const send = (event: object, headers: Record<string, string> = {}) =>
    fetch(`${url}/v1/events`, {
      method: 'POST',
      body: JSON.stringify({ key, events: [{ id: randomUUID(), name: 'page_view', time: Date.now(), ...event }] }),
      headers: { origin: 'https://shop.example', 'user-agent': 'Mozilla/5.0 Firefox/140.0', ...headers },
    });
  const statuses = await Promise.all([
    send({ visitor: 'phone', user_id: 'ann' }),
    send({ visitor: 'laptop', user_id: 'bob' }),
    send({}),
    send({ visitor: 'v' }, { 'sec-gpc': '1' }),
    send({ visitor: 'v' }, { 'x-forwarded-for': '203.0.113.9' }),
    send({ visitor: 'v', title: 'x'.repeat(3000) }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 413]);
  server.child.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);

  const erased = await jsonOf<{ erased: Record<string, number>; left: number }>([
    'erase',
    '--data',
    data,
    '--person',
    'ann',
  ]);
  expect(erased).toMatchObject({ erased: { events: 1, links: 1 }, left: 0 });
  const again = await runCli(['erase', '--data', data, '--person', 'u:ann']);
  expect([again.code, again.stdout]).toEqual([
    0,
    'There was nothing of person u:ann: check the id, without the letter that journeys put before it.\n',
  ]);
  const checkup = await jsonOf<Checkup>(['doctor', '--data', data]);
  expect(checkup).toMatchObject({
    received: 6,
    verdicts: { stored: 3, rejected: 2, bot: 1 },
    events: { rows: 2, erased: 1, missing: 0 },
    problems: [],
  });
  const told = await runCli(['doctor', '--data', data]);
  expect(told.stdout).toContain('6 received = 3 stored + 2 rejected + 0 duplicate + 1 bot + 0 limited.');
  for (const line of [
    /^ {2}events {4}2 in the table, 1 erased on demand$/m,
    /^ {2}refused {3}1 opted_out: The browser asks with Sec-GPC not to be followed/m,
    /^ {2}refused {3}1 body_too_large: The body has more than 2000 bytes/m,
    /^ {2}pending {3}0 frames, 0\.0 MiB; spool \d+\.\d MiB in \d+ files?$/m,
    /^ {2}disk {6}\d+\.\d MiB of \d+\.\d MiB free$/m,
    /^ {2}table {5}events: \d+ rows?, \d+ parts?, \d+\.\d MiB$/m,
    /^ {2}versions {2}Node\.js \d+\.\d+\.\d+, ClickHouse \d+/m,
    /^Every received event is accounted for\.$/m,
  ]) {
    expect(told.stdout).toMatch(line);
  }
  // What a site leaves behind is told where another one has taken its place.
  Object.assign(settings.sites[0], { id: 'successor' });
  writeFileSync(file, stringify(settings));
  const next = startCli(['serve', '--data', data, '--port', '0', '--json']);
  await next.firstLine;
  await vi.waitFor(() => expect(next.stderr()).toContain('sites.yaml no longer has: "shop" (2 events).'), 20_000);
  next.child.kill('SIGTERM');
  expect((await next.ended).code).toBe(0);
  const wrong = await runCli(['erase', '--data', data]);
  expect([wrong.code, wrong.stderr]).toEqual([2, 'Say whom to erase: give --person or --visitor, one of them.\n']);
});
