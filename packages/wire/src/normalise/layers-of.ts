import { pointAt } from './utf8.ts';

/** A text as it came, or as it reads when what is encoded in it is decoded. */
export interface Layer {
  text: string;
  /** Where each of its characters stands in the text that came, and at the end its length; undefined: where it stands here. */
  places: readonly number[] | undefined;
}

/** `%2540` is `%40` is `@`; more is not undone. */
const MOST = 4;
const ESCAPES = /(?:%[\da-f]{2})+|\\(?:u[\da-f]{4}|[\s\S])/gi;
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** A text, and what percent-decoding it and undoing the escapes of JSON shows, again and again. */
export function layersOf(text: string): Layer[] {
  const layers: Layer[] = [{ text, places: undefined }];
  while (layers.length < MOST) {
    const next = decoded(layers.at(-1) ?? { text, places: undefined });
    if (next === undefined) break;
    layers.push(next);
  }
  return layers;
}

/** Whether a test holds of any layer of a text. That is told without their places, which take the most time. */
export function someLayer(text: string, test: (text: string) => boolean): boolean {
  let layer = text;
  for (let i = 1; ; i++) {
    if (test(layer)) return true;
    if (i === MOST || (!layer.includes('%') && !layer.includes('\\'))) return false;
    const next = layer.replace(ESCAPES, (escaped) =>
      partsOf(escaped)
        .map(({ character }) => character)
        .join(''),
    );
    if (next === layer) return false;
    layer = next;
  }
}

function decoded({ text, places }: Layer): Layer | undefined {
  let plain = '';
  let from = 0;
  const at: number[] = [];
  const placeOf = (index: number) => (places === undefined ? index : (places[index] ?? 0));
  const copy = (to: number) => {
    plain += text.slice(from, to);
    for (; from < to; from++) at.push(placeOf(from));
  };
  const put = (characters: string, index: number) => {
    plain += characters;
    for (let i = 0; i < characters.length; i++) at.push(placeOf(index));
  };
  for (const { 0: escaped, index } of text.matchAll(ESCAPES)) {
    copy(index);
    for (const { character, offset } of partsOf(escaped)) put(character, index + offset);
    from = index + escaped.length;
  }
  if (from === 0) return undefined;
  copy(text.length);
  at.push(placeOf(text.length));
  return { text: plain, places: at };
}

/** The characters that some escapes stand for, and where in them each begins. */
function partsOf(escaped: string): { character: string; offset: number }[] {
  if (escaped.startsWith('\\')) return [{ character: unescaped(escaped), offset: 0 }];
  const bytes = escaped
    .slice(1)
    .split('%')
    .map((hex) => Number.parseInt(hex, 16));
  const parts: { character: string; offset: number }[] = [];
  for (let i = 0; i < bytes.length; ) {
    const { point, length } = pointAt(bytes, i);
    parts.push({ character: String.fromCodePoint(point), offset: i * 3 });
    i += length;
  }
  return parts;
}

function unescaped(written: string): string {
  if (written.length > 2) return String.fromCharCode(Number.parseInt(written.slice(2), 16));
  const character = written.slice(1);
  return CONTROLS[character] ?? character;
}
