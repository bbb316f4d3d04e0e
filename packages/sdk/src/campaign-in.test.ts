import { expect, test } from 'vitest';
import { campaignIn } from './campaign-in.ts';

test.each([
  ['?utm_source=news&utm_medium=email&x=1', '?utm_source=news,&utm_medium=email'],
  ['?x=1&gclid=abc#top', '&gclid=abc'],
  ...['dclid', 'fbclid', 'msclkid', 'irclickid', 'awc', 'gbraid', 'wbraid', 'ttclid', 'li_fat_id'].map((id) => [
    `?${id}=a`,
    `?${id}=a`,
  ]),
  ...['article_id', 'vehicle_id', 'cycle_id', 'clipid', 'circle_id', 'gclids', 'uclid_x'].map((name) => [
    `?${name}=7`,
    '',
  ]),
  ['', ''],
  ['?q=linen', ''],
  ['?utm_source=', '?utm_source='],
  ['?my_utm_source=x', ''],
  ['#?utm', ''],
])('what "%s" says of a campaign', (search, expected) =>
  expect(campaignIn(`https://shop.example/a${search}`)).toBe(expected),
);
