import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { CHART_COLOURS } from '../web/src/chart/palette.ts';
import { StageChart } from '../web/src/chart/StageChart.tsx';
import { pictureSvg } from '../web/src/export/picture-svg.ts';
import { createFormats } from '../web/src/format/formats.ts';
import { ROWS } from './stage-rows.ts';

const formats = createFormats({ currency: 'EUR', time_zone: 'UTC' }, 'en-GB');
const caption = { title: 'Stage 4 of 6, Payment, holds the chain back', source: 'Desirepath · "Tea & <Co>"' };
const markup = (width: number, constraint: number | null) =>
  renderToStaticMarkup(
    <StageChart rows={ROWS} width={width} goal={5} constraint={constraint} formats={formats} description="Stages" />,
  );

describe('the picture', () => {
  it.each([
    ['wide-with-constraint', 1240, 4],
    ['wide-without-constraint', 1240, null],
    ['narrow-with-constraint', 328, 4],
  ] as const)('%s', async (name, width, constraint) => {
    await expect(pictureSvg(markup(width, constraint), caption)).toMatchFileSnapshot(`__snapshots__/${name}.svg`);
  });

  it('takes every colour from the theme, and a saved one has them written out', () => {
    expect(markup(1240, 4)).not.toMatch(/(?:fill|stroke)="#/);
    const saved = pictureSvg(markup(1240, 4), caption);
    expect(saved).not.toContain('var(');
    expect(saved).toContain(CHART_COLOURS.accent);
    expect(saved).toContain('&quot;Tea &amp; &lt;Co&gt;&quot;'.replaceAll('&quot;', '"'));
  });

  it('has room for a long title, and grows by its lines', () => {
    const title = `${caption.title}: ${'restoring it is worth a lot of orders a week, '.repeat(4)}over 99 % sure.`;
    const saved = pictureSvg(markup(1240, 4), { ...caption, title });
    const lines = [...saved.matchAll(/font-weight="600" fill="[^"]*">([^<]*)<\/text>/g)].map(([, line]) => line ?? '');
    const shown = lines.filter((line) => title.includes(line) && line.length > 20);
    expect(shown.join(' ')).toBe(title);
    expect(shown.every((line) => line.length < 120)).toBe(true);
    const height = (svg: string) => Number(/^<svg[^>]* height="(\d+)"/.exec(svg)?.[1]);
    expect(height(saved) - height(pictureSvg(markup(1240, 4), caption))).toBe(24 * (shown.length - 1));
  });

  it('says the constraint in words and shape too', () => {
    expect(markup(1240, 4)).toContain('>Constraint</text>');
    expect(markup(1240, null)).not.toContain('Constraint');
  });
});
