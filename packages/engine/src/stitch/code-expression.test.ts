import { DEFAULT_MAP, journeyMapSchema } from '@desirepath/schema';
import { describe, expect, it } from 'vitest';
import type { SiteContext } from '../context.ts';
import { compileMap } from '../map/compile-map.ts';
import { codeExpression } from './code-expression.ts';

const context = (map: unknown, names: string[] = []): SiteContext => ({
  site: 'shop',
  timeZone: 'UTC',
  currency: 'EUR',
  map: compileMap(journeyMapSchema.parse(map)),
  names,
});

const shop = (where: Record<string, string | string[]>) => ({
  name: 'Shop',
  stages: [
    {
      name: 'Look',
      touchpoints: [
        { name: 'Page', event: 'page_view' },
        { name: 'Sale', id: 'sale', event: 'page_view', where },
      ],
    },
    { name: 'Purchase', touchpoints: [{ name: 'Order', event: 'purchase' }] },
  ],
});

describe('codeExpression', () => {
  it('is one look-up where no touchpoint has conditions', () => {
    const { text, params } = codeExpression(context(DEFAULT_MAP, ['page_view', 'own', 'error']));
    expect(text).toBe('transform(name, {j_code_names:Array(String)}, {j_code_codes:Array(UInt8)}, toUInt8(254))');
    const names = params.j_code_names as string[];
    const codes = params.j_code_codes as number[];
    const codeOf = (name: string) => codes[names.indexOf(name)];
    expect(new Set(names).size).toBe(names.length);
    expect([codeOf('ad_click'), codeOf('page_view')]).toEqual([1, 4]);
    expect([codeOf('error'), codeOf('identify')]).toEqual([0, 0]);
    expect(codeOf('own')).toBe(122);
  });

  it('tries touchpoints with conditions first, and puts every value into parameters', () => {
    const { text, params } = codeExpression(context(shop({ path: ["/sale'/*", '/50%_\\*'], 'props.gift': 'yes' })));
    expect(text).toBe(
      'multiIf(has({j_code_0_names:Array(String)}, name) AND (path LIKE {j_code_0_0_like_0:String} OR path LIKE {j_code_0_0_like_1:String})' +
        ' AND (mapContains(props, {j_code_0_1_key:String}) OR mapContains(nums, {j_code_0_1_key:String}))' +
        ' AND (has({j_code_0_1_is:Array(String)}, if(mapContains(props, {j_code_0_1_key:String}), props[{j_code_0_1_key:String}], toString(nums[{j_code_0_1_key:String}])))), toUInt8(2),' +
        ' transform(name, {j_code_names:Array(String)}, {j_code_codes:Array(UInt8)}, toUInt8(254)))',
    );
    expect(params).toMatchObject({
      j_code_0_names: ['page_view'],
      j_code_0_0_like_0: "/sale'/%",
      j_code_0_0_like_1: '/50\\%\\_\\\\%',
      j_code_0_1_key: 'gift',
      j_code_0_1_is: ['yes'],
    });
  });

  it('gives codes to 133 names and no more', () => {
    const names = Array.from({ length: 200 }, (_, index) => `own_${index}`);
    const { params } = codeExpression(context(shop({ path: '/sale' }), names));
    expect(Math.max(...(params.j_code_codes as number[]))).toBe(253);
  });
});
