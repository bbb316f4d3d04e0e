import type { SeededRandom } from '@desirepath/testing/disk';

/** What is nasty to somebody: to JavaScript, to JSON, to ClickHouse, to a batch. */
const NASTY: readonly [string, ...string[]] = [
  'null',
  'true',
  '0',
  '-1',
  '-0',
  '1e308',
  '1e400',
  '5e-324',
  '9007199254740993',
  '-99999999999999999999.99999',
  '4102444800000',
  '253402300800000',
  '-62135596800000',
  '""',
  '" "',
  '"__proto__"',
  '"constructor"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\t\\n\\r\\\\\\""',
  '"NaN"',
  '"Infinity"',
  '"99999999999999999999.99"',
  '"1970-01-01T00:00:00Z"',
  '"2200-01-01T00:00:00Z"',
  '"0000-00-00"',
  '"2025-02-30T25:61:00+99:00"',
  '"\'; DROP TABLE events; --"',
  '"{a:String}"',
  '"[1,2"',
  '"ann@shop.example 4111 1111 1111 1111"',
  '"00000000-0000-0000-0000-000000000000"',
  '"not-a-uuid"',
  '"eur"',
  '"other_write_key"',
  `"${'x'.repeat(3000)}"`,
  `"${'😀'.repeat(1500)}"`,
  '[]',
  '{}',
  '[[[[[[[[[[1]]]]]]]]]]',
  '[null,0,"a",{}]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"a.b":1,"a":{"b":2}}',
  '{"":1," ":2,"\\u0000":3}',
  '{"toString":1,"hasOwnProperty":null,"length":-1}',
  `${'['.repeat(500)}${']'.repeat(500)}`,
  `{${Array.from({ length: 300 }, (_, i) => `"k${i}":${i}`).join()}}`,
];
/** Seldom, as it takes long. */
const HUGE: readonly [string, ...string[]] = [
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `{${Array.from({ length: 5000 }, (_, i) => `"k${i}":"${i}"`).join()}}`,
  `"${'\\u0000'.repeat(8000)}"`,
  ...[' ', 'eyJ', '4 ', '@', 'a@', "'", '%', '%25', '.', 'token='].map((run) => `"@${run.repeat(3000)}"`),
];

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g;

/** Makes a body worse: other values, other keys, other characters, or only a part of it. */
export class BodyMutator {
  readonly #random: SeededRandom;
  readonly #tokens = new Map<string, { from: number; to: number }[]>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** @param other a second body, parts of which may get into it */
  mutate(text: string, other: string): string {
    const random = this.#random;
    const kind = random.next();
    if (kind < 0.75) return this.#replaceTokens(text, random.int(1, 4));
    if (kind < 0.83) return text.slice(0, random.int(0, text.length));
    if (kind < 0.9) return this.#flip(text);
    if (kind < 0.96) return this.#splice(text, other);
    return random.chance(0.95) ? random.pick(NASTY) : '';
  }

  #replaceTokens(text: string, count: number): string {
    const tokens = this.#tokensOf(text);
    const chosen = Array.from({ length: count }, () => this.#random.int(0, tokens.length - 1)).sort((a, b) => b - a);
    let result = text;
    let before = Number.POSITIVE_INFINITY;
    for (const index of chosen) {
      const token = tokens[index];
      if (token === undefined || token.to > before) continue;
      before = token.from;
      let nasty = this.#random.pick(this.#random.chance(0.001) ? HUGE : NASTY);
      // A key must stay a text, or all that is tried is the parser of JSON.
      while (text[token.to] === ':' && !nasty.startsWith('"')) nasty = this.#random.pick(NASTY);
      result = result.slice(0, token.from) + nasty + result.slice(token.to);
    }
    return result;
  }

  #flip(text: string): string {
    const at = this.#random.int(0, Math.max(0, text.length - 1));
    return `${text.slice(0, at)}${String.fromCharCode(this.#random.int(0, 0xffff))}${text.slice(at + 1)}`;
  }

  #splice(text: string, other: string): string {
    const [from, to] = [this.#random.int(0, text.length), this.#random.int(0, text.length)];
    const at = this.#random.int(0, other.length);
    return text.slice(0, from) + other.slice(at, at + 200) + text.slice(to);
  }

  #tokensOf(text: string): { from: number; to: number }[] {
    let tokens = this.#tokens.get(text);
    if (tokens === undefined) {
      tokens = [...text.matchAll(TOKEN)].map(({ index, 0: token }) => ({ from: index, to: index + token.length }));
      this.#tokens.set(text, tokens);
    }
    return tokens;
  }
}
