import { describe, expect, it } from 'vitest';
import { experienceLayout } from '../web/src/chart/experience-layout.ts';
import { ROWS } from './stage-rows.ts';

const fared = (
  index: number | null,
  interval: [number, number] | null = index === null ? null : [index - 2, index + 1],
) => ({
  index,
  interval,
  troubled: 0,
  signals: [],
  survey: { answers: 0, satisfied: null, nps: null },
});
const rows = ROWS.map((row, place) => ({ ...row, experience: fared([97, 96, 99, 70, 98, null][place] ?? null) }));

describe('the curve of the experience', () => {
  const layout = experienceLayout(rows, 1240);

  it('is high where little trouble was met, and its scale begins below the worst', () => {
    const [first, , best, worst] = layout.points.map(({ at }) => at?.y ?? 0);
    expect(best).toBeLessThan(first ?? 0);
    expect(worst).toBeGreaterThan(first ?? 0);
    expect(layout.levels.map(({ index }) => index)).toEqual([100, 60]);
  });

  it('marks the stages that are clearly worse than the whole', () => {
    expect(layout.points.filter(({ worse }) => worse).map(({ row }) => row.number)).toEqual([4]);
  });

  it('breaks where nothing is known, and keeps the place of every number', () => {
    expect(layout.points[5]?.at).toBeNull();
    expect(layout.line.match(/[ML]/g)).toHaveLength(5);
    const split = experienceLayout(
      rows.map((row) => (row.number === 2 ? { ...row, experience: null } : row)),
      1240,
    );
    expect(split.line.match(/M/g)).toHaveLength(2);
    expect(split.points.map(({ x }) => x)).toEqual(layout.points.map(({ x }) => x));
  });

  it.each([358, 736, 1240])('stays inside at %i px', (width) => {
    const { points, height } = experienceLayout(rows, width);
    for (const { x, at } of points) {
      expect(x).toBeLessThan(width - 12);
      expect(at?.low ?? 0).toBeLessThan(height);
    }
  });

  it('has nothing to draw where nothing is known', () => {
    expect(experienceLayout(ROWS, 1240)).toMatchObject({ line: '', band: '' });
  });
});
