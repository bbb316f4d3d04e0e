import { expect, test } from 'vitest';
import { campaignOf } from './campaign.ts';

test('reads utm parameters under the names of the wire', () => {
  expect(campaignOf('?utm_source=news&utm_medium=email&utm_campaign=spring&utm_term=a&utm_content=b&x=1')).toEqual({
    source: 'news',
    medium: 'email',
    name: 'spring',
    term: 'a',
    content: 'b',
  });
});

test.each(['gclid', 'dclid', 'fbclid', 'msclkid', 'gbraid', 'wbraid', 'ttclid', 'li_fat_id'])(
  'knows the click id %s',
  (name) => expect(campaignOf(`?${name}=abc`)).toEqual({ click_id: `${name}:abc` }),
);

test.each(['', '?', '?q=linen', '?utm_source=', '?utm_nonsense=1', '?%E0%A4%A'])(
  'finds no campaign in "%s"',
  (search) => expect(campaignOf(search)).toBeUndefined(),
);
