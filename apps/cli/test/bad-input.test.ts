// Wrong calls and wrong input: one clear sentence each, the right status or exit code, and nothing lost.

import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Problem, Receipt } from '@desirepath/schema';
import { freePort, tempDir } from '@desirepath/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { run } from '../src/program.ts';
import { makeShop } from './make-shop.ts';
import { type CliProcess, runCli, startCli } from './run-cli.ts';

const dir = tempDir('bad-input');
afterAll(() => dir.remove());

/** One sentence: a single line that ends like one. */
function expectSentence(text: string, ...words: string[]): void {
  const line = text.trim();
  expect(line.split('\n')).toHaveLength(1);
  expect(line).toMatch(/[.)]$/);
  for (const word of words) expect(line).toContain(word);
}

function write(name: string, text: string): string {
  const file = join(dir.path, name);
  writeFileSync(file, text);
  return file;
}

describe('a wrong call of the CLI', () => {
  it('a map with two stages of one name', async () => {
    const stage = (event: string) => ({ name: 'Checkout', touchpoints: [{ name: event, event }] });
    const file = write('twice.yaml', stringify({ name: 'Twice', stages: [stage('a'), stage('b')] }));
    const { code, stdout } = await runCli(['map', 'check', file, '--json']);
    expect(code).toBe(1);
    const { valid, problems } = JSON.parse(stdout);
    expect(valid).toBe(false);
    const [first] = problems;
    expect(first).toMatchObject({ path: 'stages[1].name', line: 7 });
    expectSentence(first.message, 'Checkout', 'stage 2', 'another name');
    expect((await runCli(['map', 'check', file])).stdout).toContain('line 7');
  });

  it('a map with a stage too large to tell its touchpoints apart, which is valid', async () => {
    const touchpoints = Array.from({ length: 12 }, (_, i) => ({ name: `T${i}`, event: `t${i}` }));
    const stages = [
      { name: 'Look', touchpoints },
      { name: 'Buy', touchpoints: [{ name: 'Order', event: 'purchase' }] },
    ];
    const file = write('large.yaml', stringify({ name: 'Large', goal: 'buy', stages }));
    const { code, stdout } = await runCli(['map', 'check', file, '--json']);
    expect(code).toBe(0);
    const { valid, warnings } = JSON.parse(stdout);
    expect([valid, warnings.length]).toEqual([true, 1]);
    expectSentence(warnings[0], 'Stage "look"', 'give the stage a flow');
    expect((await runCli(['map', 'check', file])).stdout).toContain(warnings[0]);
  });

  it('a map that is not there, or not YAML', async () => {
    const missing = await runCli(['map', 'check', join(dir.path, 'no.yaml')]);
    expect(missing.code).toBe(2);
    expectSentence(missing.stderr, 'no.yaml', 'no such file', 'check the path');
    const broken = await runCli(['map', 'check', write('broken.yaml', 'name: [\nstages: ]'), '--json']);
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.stdout).problems[0].line).toBeGreaterThan(0);
  });

  it('a CSV with a missing column', async () => {
    const mapping = write('m.yaml', 'visitor: who\ntime: { column: at }\nname: what\n');
    const file = write('t.csv', 'who,when,what\nu1,2024-01-01T00:00:00Z,view_item\n');
    const data = join(dir.path, 'csv');
    const { code, stderr, stdout } = await runCli([
      'import',
      file,
      '--format',
      'csv',
      '--mapping',
      mapping,
      '--data',
      data,
    ]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expectSentence(stderr, 'no column "at"', '"when"', 'change the mapping');
    const json = write('plan.json', '{"plan":"stages"}\n');
    const quoted = await runCli(['import', json, '--format', 'ga360-hits', '--data', data]);
    expect(quoted.code).toBe(1);
    expectSentence(quoted.stderr, 'plan.json', 'is not a CSV table near line 1');
    const hits = await runCli(['import', file, '--format', 'ga360-hits', '--data', data]);
    expect(hits.code).toBe(2);
    expectSentence(hits.stderr, '"fullVisitorId"', '"when"', '--format csv');
  });

  it.each([
    ['no such file', ['import', 'no.csv', '--format', 'ga360-hits'], 'no.csv'],
    ['a format there is not', ['import', 'no.csv', '--format', 'xml'], 'ga360-hits, snowplow-enriched, csv'],
    ['no mapping', ['import', 'no.csv', '--format', 'csv'], '--mapping'],
    ['a server that is no address', ['query', '--url', 'shop', '--token', 'x'], 'http://127.0.0.1:4700'],
    ['a server without a token', ['query', '--url', 'http://127.0.0.1:1'], '--token'],
    ['a port that is none', ['serve', '--port', '70000'], '65535'],
    ['a command there is not', ['fly'], 'fly'],
  ])('%s', async (_what, args, word) => {
    const { code, stdout, stderr } = await runCli(args, '{"plan":"stages"}');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expectSentence(stderr.replace(/'$/m, "'."), word);
  });

  it.each([
    ['{"plan":', 'not JSON'],
    ['{"plan":"guess"}', 'sessions, funnel, stages'],
    ['{"plan":"funnel"}', 'steps'],
    ['{"plan":"stages","period":{"last":"soon"}}', 'period'],
    ['{"plan":"stages","colour":"red"}', 'colour'],
  ])('the plan %s', async (text, word) => {
    makeShop(join(dir.path, 'plans'));
    const { code, stdout, stderr } = await runCli(['query', '--data', join(dir.path, 'plans')], text);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expectSentence(stderr, word);
  });

  it('a funnel over a touchpoint that is nowhere', async () => {
    const text = '{"plan":"funnel","steps":["view_item","fly_away"]}';
    makeShop(join(dir.path, 'plans'));
    const { code, stdout, stderr } = await runCli(['query', '--data', join(dir.path, 'plans')], text);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expectSentence(stderr, 'fly_away', 'view_item');
  });

  it('a storefront that is not there, and no data folder is made', async () => {
    const data = join(dir.path, 'no-storefront');
    const { code, stderr } = await runCli(['serve', '--data', data, '--storefront', join(dir.path, 'pages')]);
    expect(code).toBe(2);
    expectSentence(stderr, 'no folder', '--storefront');
    expect(existsSync(data)).toBe(false);
  });

  it('a plan that nobody types', async () => {
    let said = '';
    const stream = { write: (text: string) => (said += text) };
    const stdin = Object.assign(Readable.from(['{"plan":"guess"}']), { isTTY: true });
    const shell = { streams: { stdout: stream, stderr: stream, stdin }, now: Date.now, stopped: async () => undefined };
    expect(await run(['query'], shell)).toBe(2);
    expect(said).toMatch(/^Write the plan.*Ctrl-D\.\nThe input is no plan/);
  });

  it('a broken sites.yaml', async () => {
    const data = join(dir.path, 'sites');
    mkdirSync(data);
    writeFileSync(join(data, 'sites.yaml'), 'sites:\n  - id: shop\n   write_key: abc\n');
    const torn = await runCli(['query', '--data', data], '{"plan":"stages"}');
    expect(torn.code).toBe(2);
    expectSentence(torn.stderr, 'sites.yaml', 'line', 'Correct it');
    writeFileSync(join(data, 'sites.yaml'), 'sites:\n  - id: My Shop\n    write_key: abcdefgh\n    origins: []\n');
    const wrong = await runCli(['query', '--data', data], '{"plan":"stages"}');
    expect(wrong.code).toBe(2);
    expectSentence(wrong.stderr, 'sites.yaml line 2', 'sites.0.id', 'lower-case');
    const typo = 'sites:\n  - id: shop\n    write_key: abcdefgh\n    orgins: []\n';
    writeFileSync(join(data, 'sites.yaml'), typo);
    const mistyped = await runCli(['query', '--data', data], '{"plan":"stages"}');
    expectSentence(mistyped.stderr, 'line 4', 'sites.0.orgins', 'no such field, and "origins" is missing');
    const copied = ['lamps', 'chairs'].map((id) => `  - id: ${id}\n    write_key: abcdefgh\n    origins: []\n`);
    writeFileSync(join(data, 'sites.yaml'), `sites:\n${copied.join('')}`);
    const twice = await runCli(['query', '--data', data], '{"plan":"stages"}');
    expect(twice.code).toBe(2);
    expectSentence(twice.stderr, 'sites.yaml', 'lamps', 'chairs', 'same write_key');
  });

  it.each([
    ['origins: [shop.example]', 'sites.0.origins.0', 'https://shop.example'],
    ['origins: [https://shop.example/]', 'sites.0.origins.0', 'without a path'],
    ['origins: []\n    retention: soon', 'sites.0.retention', '7d'],
    ['origins: []\n    retention: 2h', 'sites.0.retention', 'at least 1d'],
    ['origins: []\n    retentoin: 400d', 'sites.0.retentoin', 'no such field'],
    ['origins: 5', 'sites.0.origins', 'must be a list'],
    ['origins: []\ncollector: { address_rate: fast }', 'collector.address_rate', 'must be a number'],
  ])('a sites.yaml with %s', async (text, field, word) => {
    const data = join(dir.path, 'settings');
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'sites.yaml'), `sites:\n  - id: shop\n    write_key: abcdefgh\n    ${text}\n`);
    const { code, stderr } = await runCli(['query', '--data', data], '{"plan":"stages"}');
    expect(code).toBe(2);
    expectSentence(stderr, 'sites.yaml', field, word);
  });

  it('a folder where a file belongs', async () => {
    const map = await runCli(['map', 'check', dir.path]);
    expect(map.code).toBe(2);
    expectSentence(map.stderr, 'it is a folder');
    const plan = await runCli(['query', dir.path]);
    expect(plan.code).toBe(2);
    expectSentence(plan.stderr, 'it is a folder');
  });

  it('another map for a plan that takes none, and none for the one that does', async () => {
    const seen = { name: 'Product', touchpoints: [{ name: 'Seen', event: 'view_item' }] };
    const bought = { name: 'Purchase', touchpoints: [{ name: 'Order', event: 'purchase' }] };
    const map = write('other.yaml', stringify({ name: 'Other', stages: [seen, bought] }));
    const more = await runCli(['query', '--map', map], '{"plan":"stages"}');
    expect(more.code).toBe(2);
    expectSentence(more.stderr, '--map', 'compare_maps');
    const none = await runCli(['query'], '{"plan":"compare_maps"}');
    expect(none.code).toBe(2);
    expectSentence(none.stderr, '--map');
  });

  it.each(['query', 'doctor'])('a data folder that is not there, to %s', async (command) => {
    const data = join(dir.path, 'mistyped');
    const { code, stdout, stderr } = await runCli([command, '--data', data], '{"plan":"stages"}');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expectSentence(stderr, data, '--data', 'serve');
    expect(existsSync(data)).toBe(false);
  });

  it('a data folder that is a file', async () => {
    const { code, stderr } = await runCli(['query', '--data', write('file', '')], '{"plan":"stages"}');
    expect(code).toBe(1);
    expectSentence(stderr, 'file', '--data');
  });

  it('a server that does not answer', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stderr } = await runCli(['query', '--url', url, '--token', 'x'], '{"plan":"stages"}');
    expect(code).toBe(1);
    expectSentence(stderr, url, 'desirepath serve');
  });
});

describe('beside a running server', () => {
  const data = join(dir.path, 'served');
  let server: CliProcess;
  let url: string;
  let key: string;

  beforeAll(async () => {
    mkdirSync(data, { recursive: true });
    // Made by the first use of the folder; an origin is added by hand, as a shop would.
    makeShop(data);
    const file = join(data, 'sites.yaml');
    const sites = parse(readFileSync(file, 'utf8'));
    sites.sites[0].origins = ['https://shop.example'];
    writeFileSync(file, stringify(sites));
    key = sites.sites[0].write_key;
    server = startCli(['serve', '--data', data, '--port', '0', '--json']);
    url = JSON.parse(await server.firstLine).collector;
  });
  afterAll(async () => {
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });

  const good = () => ({ id: crypto.randomUUID(), name: 'page_view', time: Date.now(), visitor: 'v1' });

  async function post(body: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      body,
      headers: { origin: 'https://shop.example', 'content-type': 'text/plain', 'user-agent': CHROME, ...headers },
    });
    return { status: response.status, body: await response.json() };
  }
  function refused(body: unknown, ...words: string[]): Problem {
    const told = body as Problem;
    expectSentence(told.detail, ...words);
    expect(told.type).toMatch(/^urn:desirepath:problem:/);
    return told;
  }

  it('tells that another process holds the folder, and where to ask it', async () => {
    const { code, stderr, stdout } = await startCli(['query', '--data', data, '--json', join(dir.path, 'none')]).ended;
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expectSentence(stderr, 'none');
    const held = await startCli(['query', '--data', data, '--json', write('plan.json', '{"plan":"stages"}')]).ended;
    expect(held.code).toBe(1);
    expect(held.stdout).toBe('');
    expectSentence(held.stderr, data, String(server.child.pid), `--url ${url}`, '--data');
  });

  it('tells that the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const other = join(dir.path, 'other');
    const { code, stderr, stdout } = await startCli(['serve', '--data', other, '--port', String(port), '--json']).ended;
    taken.close();
    expect(code).toBe(1);
    expect(stdout).toBe('');
    // The tokens of the new folder come first: they are shown this once, whatever happens next.
    expect(stderr).toMatch(/^ {2}admin {2}dpa_/m);
    expectSentence(stderr.trimEnd().split('\n').at(-1) ?? '', `Port ${port}`, '--port');
    // And the folder is free again.
    expect((await runCli(['query', '--data', other, '--json'], '{"plan":"stages"}')).code).toBe(0);
  });

  it('a wrong write key', async () => {
    const { status, body } = await post(JSON.stringify({ key: 'not-the-key', events: [good()] }));
    expect([401, 403]).toContain(status);
    refused(body, 'write key');
  });

  it('a wrong origin', async () => {
    const { status, body } = await post(JSON.stringify({ key, events: [good()] }), { origin: 'https://evil.example' });
    expect(status).toBe(403);
    expect(refused(body, 'origins').value).toBe('https://evil.example');
  });

  it('a body over the limit', async () => {
    const { status, body } = await post(JSON.stringify({ key, events: [], pad: 'x'.repeat(20_000_000) }));
    expect(status).toBe(413);
    refused(body);
  });

  it('broken JSON', async () => {
    const { status, body } = await post(`{"key":"${key}","events":[`);
    expect(status).toBe(400);
    refused(body, 'JSON');
  });

  it('an unknown event shape: rejected by itself, its neighbours stored', async () => {
    const events = [good(), { what: 'is this' }, { ...good(), name: '' }, 7, good()];
    const { status, body } = await post(JSON.stringify({ key, events }));
    expect(status).toBeLessThan(300);
    const receipt = body as Receipt;
    expect(receipt.received).toBe(5);
    expect(receipt.counts).toMatchObject({ stored: 2, rejected: 3 });
    expect(receipt.verdicts.map(({ index }) => index)).toEqual([1, 2, 3]);
    for (const { rejection } of receipt.verdicts) expectSentence(rejection?.detail ?? '');
  });

  it('a wrong token for the import lane and for questions', async () => {
    for (const path of ['/v1/import', '/api/v1/query']) {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer dpa_wrong' },
        body: '{"events":[]}',
      });
      expect([401, 403]).toContain(response.status);
      refused(await response.json(), 'token');
    }
    const { code, stderr } = await runCli(['query', '--url', url, '--token', 'dpr_wrong'], '{"plan":"stages"}');
    expect(code).toBe(2);
    expectSentence(stderr, 'token');
  });
});

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
