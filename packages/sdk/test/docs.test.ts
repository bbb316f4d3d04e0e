// docs/tag.md names what there is, all of it, and nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import { surveySchema, surveyTextsSchema, VOCABULARY } from '@desirepath/schema';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('../../docs/tag.md', root), 'utf8');
const source = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?<!\.test)\.ts$/.test(file))
  .map((file) => readFileSync(new URL(`src/${file}`, root), 'utf8'))
  .join('\n')
  // An example in a comment is no source.
  .replace(/\/\*\*[\s\S]*?\*\//g, '');

const all = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted();
/** Names in the first column of the tables whose first heading this is; several names share a cell. */
const column = (heading: string) =>
  all(
    [...page.matchAll(new RegExp(`^\\| ${heading} .*\\n\\|[ |-]+\\n((?:\\|.*\\n)+)`, 'gm'))]
      .flatMap(([, rows = '']) => rows.split('\n'))
      .map((row) => row.split('|')[1] ?? '')
      .join('\n'),
    /`([^`]+)`/g,
  );

test('attributes of the script element', () => {
  const read = [...source.matchAll(/const \{([^}]+)\} = script\.dataset/g)]
    .flatMap(([, names = '']) => names.split(','))
    .map((name) => `data-${name.trim().split(/[ =]/)[0]}`);
  expect(column('attribute')).toEqual([...new Set(read)].toSorted());
});

test('commands', () => {
  const typed = all(source, /\(command: '(\w+)'/g);
  expect(all(page, /^desirepath\('(\w+)'/gm)).toEqual(typed);
  expect(typed).toContain('survey');
});

test('events, each of which the product knows by name', () => {
  // Told by a call, or named first and told later.
  const told = all(
    source,
    /(?:\b(?:track|end|tell|tag|desirepath\?\.)\((?:'event', )?|\[(?=\w*'\w+', (?:params|\{ selector)))'(?!event|survey')(\w+)'/g,
  );
  const events = [...told, 'click', 'survey'].toSorted();
  expect(column('event')).toEqual(events);
  for (const name of events) expect(VOCABULARY).toContain(name);
});

test('fields of a survey', () => {
  expect(column('field')).toEqual([...new Set([...Object.keys(surveySchema.shape)])].toSorted());
  for (const text of Object.keys(surveyTextsSchema.shape)) expect(page).toContain(`\`${text}\``);
});

test('custom properties of the look', () => {
  expect(all(page, /(--dp-[\w-]+):/g)).toEqual(all(source, /var\((--dp-[\w-]+)/g));
});
