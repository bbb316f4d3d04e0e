import { describe, expect, it } from 'vitest';
import type { Box } from '../web/src/chart/chart-stage.ts';
import { fitText, textWidth } from '../web/src/chart/fit-text.ts';
import { stageLayout } from '../web/src/chart/stage-layout.ts';
import { ROWS, stageRow } from './stage-rows.ts';

const layout = (width: number, constraint: number | null = 4) =>
  stageLayout({ rows: ROWS, width, goal: 5, constraint });
const inside = (box: Box, width: number, height: number) =>
  box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;

describe('the picture of the stages', () => {
  it('lies where each stage gets a readable column, else stands', () => {
    expect(layout(6 * 128).orientation).toBe('horizontal');
    expect(layout(6 * 128 - 1).orientation).toBe('vertical');
  });

  it.each([296, 700, 800, 1240, 2400])('keeps everything inside %i px, and every length in one scale', (width) => {
    const { stages, links, height, orientation, frame } = layout(width);
    expect(links).toHaveLength(stages.length - 1);
    const length = ({ width: across, height: down }: Box) => (orientation === 'horizontal' ? down : across);
    const scale = length((stages[0] as (typeof stages)[0]).parts.advanced) / 8_400;
    for (const { row, parts, number, goal, after } of stages) {
      for (const box of Object.values(parts)) expect(inside(box, width, height)).toBe(true);
      expect(number.x).toBeGreaterThan(0);
      if (goal || after) continue;
      expect(length(parts.advanced)).toBeCloseTo(row.advanced * scale, 0);
      expect(length(parts.open)).toBeCloseTo(row.open === 0 ? 0 : Math.max(2, row.open * scale), 0);
      expect(length(parts.dropped)).toBeCloseTo(row.dropped * scale, 0);
    }
    expect(frame !== null && inside(frame, width, height)).toBe(true);
  });

  it('frames the constraint alone, and nothing where there is none', () => {
    expect(
      layout(1200)
        .stages.filter(({ constraint }) => constraint)
        .map(({ row }) => row.number),
    ).toEqual([4]);
    expect(layout(1200, null).frame).toBeNull();
    expect(layout(300, null).frame).toBeNull();
  });

  it('draws nobody as lost from the goal on', () => {
    const { links, stages } = layout(1200);
    expect(links.map(({ drop }) => drop !== null)).toEqual([true, true, true, true, false]);
    expect(stages.at(-2)?.parts.dropped.height).toBe(0);
  });

  it('shows somebody, however few, and nobody as nothing', () => {
    const rows = [
      stageRow({ number: 1, name: 'A', entered: 1_000_000, advanced: 1 }),
      stageRow({ number: 2, name: 'B', entered: 1, advanced: 0 }),
      stageRow({ number: 3, name: 'C', entered: 0, advanced: 0 }),
    ];
    const { stages } = stageLayout({ rows, width: 1000, goal: 3, constraint: null });
    expect(stages.map(({ parts }) => parts.advanced.height)).toEqual([2, 0, 0]);
    expect(stages[1]?.parts.dropped.height).toBe(2);
  });

  it('stands no empty map on its head', () => {
    const rows = [stageRow({ number: 1, name: 'A', entered: 0, advanced: 0 })];
    for (const width of [100, 1000]) {
      const text = JSON.stringify(stageLayout({ rows, width, goal: 1, constraint: null }));
      expect(text).not.toMatch(/null,"y"|NaN|Infinity/);
    }
  });

  it('does forty stages', () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      stageRow({
        number: index + 1,
        name: `Stage ${index + 1}`,
        entered: 400 - index * 10,
        advanced: 390 - index * 10,
      }),
    );
    const { stages, height } = stageLayout({ rows, width: 1200, goal: 40, constraint: 7 });
    expect(stages).toHaveLength(40);
    expect(stages.every(({ number }) => number.y < height)).toBe(true);
  });
});

describe('texts that fit', () => {
  it('cuts what is too long, at the end, by characters', () => {
    expect(fitText('Basket', 100, 14)).toEqual(['Basket']);
    const [cut = ''] = fitText('Consideration and comparison', 100, 14);
    expect(cut).toMatch(/^Consid.*…$/);
    expect(textWidth(cut, 14)).toBeLessThanOrEqual(100);
    expect(fitText('👍🏽'.repeat(40), 60, 14)[0]).not.toMatch(/[\ud800-\udbff]…/);
  });

  it('breaks at spaces where there are lines', () => {
    expect(fitText('Order reviewed again', 110, 14, 2)).toEqual(['Order reviewed', 'again']);
  });
});
