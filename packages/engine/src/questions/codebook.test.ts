import { DEFAULT_MAP, journeyMapSchema } from '@desirepath/schema';
import { expect, test } from 'vitest';
import { compileMap } from '../map/compile-map.ts';
import { codebook } from './codebook.ts';

const map = compileMap(journeyMapSchema.parse(DEFAULT_MAP));
const names = ['sign_up', 'add_to_cart', ...Array.from({ length: 140 }, (_, i) => `name_${i}`)];
const book = codebook({ map, names });

test('names and codes, both ways', () => {
  expect(book.code('view_item', 'from')).toBe(7);
  expect(book.code('sign_up', 'from')).toBe(121);
  expect(book.code('name_130', 'from')).toBe(253);
  expect(book.touchpoint(7)).toEqual({ touchpoint: 'view_item', stage: 2 });
  expect(book.touchpoint(121)).toEqual({ touchpoint: 'sign_up', stage: 0 });
  expect(book.touchpoint(254)).toEqual({ touchpoint: '(other)', stage: 0 });
});

test('an event that shares its name with a touchpoint stays apart from it', () => {
  expect(book.code('add_to_cart', 'from')).toBe(9);
  expect(book.code('event:add_to_cart', 'from')).toBe(122);
  expect(book.touchpoint(122)).toEqual({ touchpoint: 'event:add_to_cart', stage: 0 });
  expect(book.code('event:sign_up', 'from')).toBe(121);
});

test('what nobody knows is refused with the way out', () => {
  const refusal = (name: string): string => {
    try {
      return String(book.code(name, 'steps.0'));
    } catch (error) {
      return String(error);
    }
  };
  expect(refusal('purchsae')).toBe('PlanError: There is no touchpoint or event "purchsae"; did you mean "purchase"?');
  expect(refusal('email_open')).toBe(
    'PlanError: The map counts the event "email_open" as the touchpoint "email_click"; ask for that.',
  );
  expect(refusal('name_139')).toBe(
    'PlanError: The event "name_139" came after 133 other names and is only counted as "(other)"; give it a touchpoint in the map.',
  );
  expect(refusal('xxxxxxxxxx')).toMatch(
    /^PlanError: There is no touchpoint or event "xxxxxxxxxx"; there are ad_click, /,
  );
  expect(() => book.code('nope', 'steps.3.1')).toThrow(expect.objectContaining({ field: 'steps.3.1', value: 'nope' }));
});
