import { describe, expect, test } from 'vitest';
import { encodeMmdb } from '../../test/encode-mmdb.ts';
import { countryReader } from './country-reader.ts';

const DATABASE = encodeMmdb({
  '203.0.113.0/24': { country: { iso_code: 'DE' } },
  '203.0.112.0/24': { registered_country: { iso_code: 'AT' } },
  '198.51.100.128/25': { country: 'fr' },
  '198.51.100.0/25': { country_code: 'CH' },
  '192.0.2.0/24': { continent: { code: 'EU' } },
  '2001:db8::/32': { country: { iso_code: 'SE' } },
});

describe('the country of an address', () => {
  const countryOf = countryReader(DATABASE);
  test.each([
    ['203.0.113.9', 'DE'],
    ['203.0.112.255', 'AT'],
    ['198.51.100.200', 'FR'],
    ['198.51.100.1', 'CH'],
    ['192.0.2.1', ''],
    ['2001:db8:1::1', 'SE'],
    ['2001:db9::1', ''],
    ['127.0.0.1', ''],
    ['', ''],
    ['no address', ''],
  ])('%s: %s', (address, code) => {
    expect(countryOf(address)).toBe(code);
  });

  test('without a database none is known; what is no database is said', () => {
    expect(countryReader(undefined)('203.0.113.9')).toBe('');
    expect(() => countryReader(Buffer.from('country'))).toThrow('The database of countries is none');
  });
});
