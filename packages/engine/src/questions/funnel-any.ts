import type { Need } from './funnel-any-needs.ts';
import type { Params } from './params.ts';

/** A need as SQL: its codes, what the first k steps take, and how many steps a count of touchpoints is enough for. */
function needTexts(needs: readonly Need[], params: Params) {
  return needs.map(({ codes, needed }, i) => {
    const most = needed.at(-1) ?? 0;
    const reach = Array.from({ length: most + 1 }, (_, count) => needed.filter((need) => need <= count).length);
    const reachText = params.add(`reach${i + 1}`, 'Array(UInt8)', reach);
    return {
      codes: params.add(`codes${i + 1}`, 'Array(UInt8)', codes),
      needed: params.add(`needed${i + 1}`, 'Array(UInt8)', needed),
      reachOf: (count: string) => `${reachText}[least(${count}, ${most}) + 1]`,
    };
  });
}

const least = (texts: readonly string[]): string => (texts.length === 1 ? texts.join() : `least(${texts.join(', ')})`);
const letters = (count: number): string[] => Array.from({ length: count }, (_, i) => `n${i + 1}`);

/**
 * For each unit `times`: when the first k steps had all been there, in whatever order, each by a touchpoint of its own.
 * With a window: within the earliest span of `window` ms, beginning at a touchpoint, that holds the most steps. `counts`
 * of a span come from running counts, read where the span begins and where it ends; sorting the ends in among the
 * touchpoints finds them without looking at every pair.
 */
export function anyTimes(units: string, needs: readonly Need[], window: string | undefined, params: Params): string {
  const texts = needTexts(needs, params);
  const whole = least(
    texts.map(({ codes, reachOf }) => reachOf(`arraySum(c -> countSubstrings(s, char(c)), ${codes})`)),
  );
  const reached =
    window === undefined
      ? `SELECT segment, t, reinterpret(s, 'Array(UInt8)') AS codes, ${whole} AS reach FROM (${units})`
      : `SELECT segment, arraySlice(t, begin) AS t, arraySlice(codes, begin) AS codes, reach
    FROM (
      SELECT segment, t, codes,
        arrayMap((${letters(needs.length).join(', ')}) -> ${least(texts.map(({ reachOf }, i) => reachOf(`n${i + 1}`)))}, ${texts
          .map(
            ({ codes: list }) =>
              `arrayMap((till, before) -> till - before, arrayFilter((n, x) -> x.2 = 1, arrayCumSum(x -> x.2 = 0 AND has(${list}, x.3), merged), merged), arrayShiftRight(arrayCumSum(c -> has(${list}, c), codes2), 1))`,
          )
          .join(', ')}) AS reaches,
        if(fits, reach0, arrayMax(reaches)) AS reach,
        if(fits, 1, indexOf(reaches, reach)) AS begin
      FROM (
        SELECT segment, t, codes, reach0, fits,
          if(fits, [], codes) AS codes2,
          arraySort(if(fits, [], arrayConcat(arrayMap((x, c) -> (x, 0, c), t, codes), arrayMap(x -> (x + ${window}, 1, 0), t)))) AS merged
        FROM (
          SELECT segment, t, reinterpret(s, 'Array(UInt8)') AS codes, ${whole} AS reach0,
            reach0 < 2 OR t[-1] - t[1] <= ${window} AS fits
          FROM (${units})
        )
      )
    )`;
  const when = texts.map(({ needed }, i) => `arrayMap(n -> if(n = 0, toInt64(0), at${i + 1}[n]), ${needed})`);
  const latest =
    when.length === 1
      ? when.join()
      : `arrayMap((${letters(when.length).join(', ')}) -> greatest(${letters(when.length).join(', ')}), ${when.join(', ')})`;
  return `SELECT segment, arraySlice(${latest}, 1, reach) AS times
  FROM (
    SELECT segment, reach,
    ${texts.map(({ codes }, i) => `arrayFilter((x, c) -> has(${codes}, c), t, codes) AS at${i + 1}`).join(',\n    ')}
    FROM (${reached})
  )`;
}
