import { snakeCase } from '../import/snake-case.ts';
import { type Fields, without } from './fields.ts';

/** Names by which clients send who somebody is rather than what they are like. */
const PERSONAL = new Set([
  'address',
  'avatar',
  'birthday',
  'birth_date',
  'date_of_birth',
  'email',
  'email_address',
  'first_name',
  'full_name',
  'last_name',
  'mobile',
  'name',
  'phone',
  'phone_number',
  'postal_code',
  'street',
  'user_name',
  'username',
  'zip',
]);

/**
 * The traits of a person that analytics needs: those that tell names, addresses and the like are not kept, whoever sends them.
 *
 * @example customTraits({ email: 'a@b.example', plan: 'pro' }) // { plan: 'pro' }
 */
export function customTraits(traits: Fields): Record<string, unknown> | undefined {
  const personal = new Set(Object.keys(traits).filter((name) => PERSONAL.has(snakeCase(name))));
  const kept = without(traits, personal);
  return Object.keys(kept).length === 0 ? undefined : kept;
}
