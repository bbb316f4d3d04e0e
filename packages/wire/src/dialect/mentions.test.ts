import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mentions } from './mentions.ts';

/** What the pattern passes over has nothing of any of them. */
function finds(ids: readonly string[], raw: string): boolean {
  const { pattern, isIn } = mentions(ids);
  const found = isIn(raw);
  if (found) expect(raw).toMatch(new RegExp(pattern));
  return found;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
const ascii = (text: string) =>
  escaped(text).replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

const ID = 'jö "x"/42';
const json = (id: string) => `{"event":"a","user_id":"${id}","n":1}`;
it.each([
  ['as it is', JSON.stringify({ user_id: ID })],
  ['with a slash that is escaped', json('jö \\"x\\"\\/42')],
  ['in letters of ASCII', json(ascii(ID))],
  ['in JSON in JSON', JSON.stringify({ co: JSON.stringify({ data: [{ userId: ID }] }) })],
  ['in JSON in JSON in JSON', JSON.stringify({ co: JSON.stringify({ a: JSON.stringify({ userId: ID }) }) })],
  ['in a query', `/i?e=pv&uid=${encodeURIComponent(ID)}&aid=a`],
  ['at the end of a query', `/i?e=pv&uid=${encodeURIComponent(ID)}`],
  ['in a form', `e=pv&${new URLSearchParams({ uid: ID })}&x=1`],
  ['in small letters', `uid=${encodeURIComponent(ID).toLowerCase()}&a=1`],
  ['twice over', `next=${encodeURIComponent(`/a?uid=${encodeURIComponent(ID)}&b=1`)}`],
  ['in an address in JSON', JSON.stringify({ url: `https://s.example/?uid=${encodeURIComponent(ID)}` })],
  ['in JSON in a query', `data=${encodeURIComponent(JSON.stringify({ distinct_id: ID }))}`],
  ['in base64', `/i?cx=${base64url(JSON.stringify({ data: [{ id: ID }] }))}&e=ue`],
  ['in base64 in JSON', JSON.stringify({ cx: base64(json(ascii(ID))), e: 'ue' })],
  ['in base64 in a form', `data=${encodeURIComponent(base64(JSON.stringify([{ distinct_id: ID }])))}`],
  ['in base64 that is cut', `{"cx":"${base64(JSON.stringify({ id: ID, more: 'ä'.repeat(50) })).slice(0, 61)}`],
  ['in base64 alone', base64(JSON.stringify({ distinct_id: ID }))],
  ['at the end of what was kept', `{"n":1,"user_id":${JSON.stringify(ID).slice(0, -1)}`],
])('finds an id %s', (_, raw) => {
  expect(finds(['somebody', ID], raw)).toBe(true);
  expect(finds(['somebody', ID.slice(0, -1), ID.slice(1), `${ID}1`, ''], raw)).toBe(false);
  expect(finds([], raw)).toBe(false);
});

it.each([
  ['{"user_id":42,"id":"x"}', true],
  ['{"id":"x","user_id" : 42 }', true],
  ['{"user_id":"42"}', true],
  ['[{"a":[1],"user_id":42', false],
  ['{"user_id":421}', false],
  ['{"user_id":42.5}', false],
  ['{"n":142}', false],
  ['uid=42', true],
  ['uid=421&n=142', false],
])('finds an id that is a number: %s', (raw, isThere) => {
  expect(finds(['42'], raw)).toBe(isThere);
});

it('finds no id in a word, or in what merely looks like base64', () => {
  const raw = JSON.stringify({ title: 'ann and others', id: '01957000-0000-7000-8000-00000000000a', path: '/joann/a' });
  expect(finds(['ann', 'a', '0', 'and others'], raw)).toBe(false);
});

it('tells most texts apart by their words', () => {
  const { pattern } = mentions(['annabel', '01957000-0000-7000-8000-00000000000a']);
  const passed = (raw: string) => new RegExp(pattern).test(raw);
  expect(passed(JSON.stringify({ user_id: 'bob', url: 'https://s.example/?a=b%20c', co: { a: '"é"' } }))).toBe(false);
  expect(['annabel', base64('{"id":"annabel"}'), '\\u0061nnabel', '%61nnabel'].filter(passed)).toHaveLength(4);
});

it('finds letters that were encoded without need', () => {
  expect(finds(['annabel'], '{"user_id":"\\u0061nnabel"}')).toBe(true);
  expect(finds(['annabel'], 'uid=%61nnabel&next=a')).toBe(true);
  expect(finds(['annabel'], '/?a=%252Fa%253Fuid%253D%2561nn%2561bel%2526b%3D1')).toBe(true);
});

it('finds any id in any text, packed in any order', () => {
  const packs = [
    (text: string) => JSON.stringify({ a: text, b: 1 }),
    (text: string) => `b=1&a=${encodeURIComponent(text)}&c=2`,
    (text: string) => JSON.stringify({ a: base64(text) }),
  ];
  fc.assert(
    fc.property(
      fc
        .oneof(fc.uuid(), fc.stringMatching(/^[a-z]{1,9}$/), fc.string({ unit: 'grapheme', minLength: 1 }))
        .filter((id) => !/[\\%]/.test(id)),
      fc.array(fc.constantFrom(...packs), { maxLength: 2 }),
      (id, around) => {
        const raw = around.reduce((text, pack) => pack(text), JSON.stringify({ user_id: id }));
        expect(finds([id], raw)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
