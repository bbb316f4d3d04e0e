import { type AnyNeeds, neededBy } from './funnel-any-needs.ts';
import type { FunnelStep } from './funnel-steps.ts';
import type { Params } from './params.ts';

/** A need as SQL: its codes, what the first k steps take, and how many steps a count of touchpoints is enough for. */
interface NeedTexts {
  codes: string;
  needed: string;
  reachOf(count: string): string;
}

function needTexts(steps: readonly FunnelStep[], needs: AnyNeeds, params: Params): NeedTexts[] {
  return needs.sets.map((set, i) => {
    const codes = [...new Set(set.flatMap((one) => needs.classes[one]?.codes ?? []))].sort((a, b) => a - b);
    const needed = neededBy(steps, needs, set);
    const most = needed.at(-1) ?? 0;
    const enoughFor = Array.from({ length: most + 1 }, (_, count) => needed.filter((need) => need <= count).length);
    const reach = params.add(`reach${i + 1}`, 'Array(UInt8)', enoughFor);
    return {
      codes: params.add(`codes${i + 1}`, 'Array(UInt8)', codes),
      needed: params.add(`needed${i + 1}`, 'Array(UInt8)', needed),
      reachOf: (count) => `${reach}[least(${count}, ${most}) + 1]`,
    };
  });
}

const joined = (name: 'least' | 'greatest', texts: readonly string[]): string =>
  texts.length === 1 ? texts.join() : `${name}(${texts.join(', ')})`;
/** `least` or `greatest` of arrays, element by element. */
const elementwise = (name: 'least' | 'greatest', arrays: readonly string[]): string => {
  const letters = arrays.map((_, i) => `n${i + 1}`);
  return `arrayMap((${letters.join(', ')}) -> ${joined(name, letters)}, ${arrays.join(', ')})`;
};

/**
 * SQL with `t` and `codes` cut to begin with the earliest span of `window` ms, beginning at a touchpoint, that holds the
 * most steps, and their number as `reach`. What a span holds is a difference of running counts; sorting the ends of the
 * spans in among the touchpoints finds where to read them without looking at every pair.
 */
function within(units: string, texts: readonly NeedTexts[], whole: string, window: string): string {
  const tried = `SELECT unit, t, reinterpret(s, 'Array(UInt8)') AS codes, ${whole} AS whole_reach,
  whole_reach < 2 OR t[-1] - t[1] <= ${window} AS fits
FROM (${units})`;

  const left = `SELECT *, if(fits, [], codes) AS left_codes, if(fits, [], t) AS left_times FROM (${tried})`;

  const merged = `SELECT *, arraySort(arrayConcat(
    arrayMap((x, c) -> (x, toUInt8(0), c), left_times, left_codes),
    arrayMap(x -> (x + ${window}, toUInt8(1), toUInt8(0)), left_times)
  )) AS merged
FROM (${left})`;

  const running = `SELECT *,
  arrayMap(x -> x.2, merged) AS is_end,
${texts
  .map(
    ({ codes }, i) =>
      `  arrayCumSum(x -> x.2 = 0 AND has(${codes}, x.3), merged) AS till${i + 1},
  arrayShiftRight(arrayCumSum(c -> has(${codes}, c), left_codes), 1) AS before${i + 1}`,
  )
  .join(',\n')}
FROM (${merged})`;

  const ended = `SELECT *,
${texts.map((_, i) => `  arrayFilter((n, end) -> end = 1, till${i + 1}, is_end) AS end${i + 1}`).join(',\n')}
FROM (${running})`;

  const counted = `SELECT *,
${texts
  .map(({ reachOf }, i) => `  arrayMap((n, b) -> ${reachOf('n - b')}, end${i + 1}, before${i + 1}) AS reach${i + 1}`)
  .join(',\n')}
FROM (${ended})`;

  const reaches = elementwise(
    'least',
    texts.map((_, i) => `reach${i + 1}`),
  );
  return `SELECT unit, reach, arraySlice(t, begin) AS t, arraySlice(codes, begin) AS codes
FROM (
  SELECT *, if(fits, whole_reach, arrayMax(reaches)) AS reach, if(fits, 1, indexOf(reaches, reach)) AS begin
  FROM (SELECT *, ${reaches} AS reaches FROM (${counted}))
)`;
}

/**
 * For each unit `times`: when the first k steps had all been there, in whatever order, each by a touchpoint of its own;
 * with a window, inside the earliest span that holds the most steps.
 */
export function anyTimes(
  units: string,
  steps: readonly FunnelStep[],
  needs: AnyNeeds,
  window: string | undefined,
  params: Params,
): string {
  const texts = needTexts(steps, needs, params);
  const whole = joined(
    'least',
    texts.map(({ codes, reachOf }) => reachOf(`arraySum(c -> countSubstrings(s, char(c)), ${codes})`)),
  );
  const reached =
    window === undefined
      ? `SELECT unit, t, reinterpret(s, 'Array(UInt8)') AS codes, ${whole} AS reach FROM (${units})`
      : within(units, texts, whole, window);
  const places = `SELECT unit, reach,
${texts.map(({ codes }, i) => `  arrayFilter((x, c) -> has(${codes}, c), t, codes) AS at${i + 1}`).join(',\n')}
FROM (${reached})`;
  const whens = `SELECT unit, reach,
${texts.map(({ needed }, i) => `  arrayMap(n -> if(n = 0, toInt64(0), at${i + 1}[n]), ${needed}) AS when${i + 1}`).join(',\n')}
FROM (${places})`;
  const latest = elementwise(
    'greatest',
    texts.map((_, i) => `when${i + 1}`),
  );
  return `SELECT unit, arraySlice(${latest}, 1, reach) AS times FROM (${whens})`;
}
