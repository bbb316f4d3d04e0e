import { isIP } from 'node:net';
import { Reader } from 'mmdb-lib';

/** What the databases there are say of a network; each has its own shape. */
interface CountryRecord {
  /** MaxMind's and DB-IP's; a text in IPinfo's older ones. */
  country?: { iso_code?: unknown } | string;
  registered_country?: { iso_code?: unknown };
  /** IPinfo's newer ones, and those made of WHOIS. */
  country_code?: unknown;
}

/**
 * Reads the country of an address out of a database that the operator brings, in MaxMind's format (`.mmdb`).
 *
 * @param database the bytes of the file; undefined: there is none, and no country is known
 * @returns the ISO code of a country, `DE`; empty where the database does not know it
 * @throws RangeError when the bytes are no such database
 * @example
 * const countryOf = countryReader(readFileSync('country.mmdb'));
 * countryOf('203.0.113.9'); // 'DE'
 */
export function countryReader(database: Uint8Array | undefined): (address: string) => string {
  if (database === undefined) return () => '';
  const reader = open(database);
  return (address) => (isIP(address) === 0 ? '' : codeOf(reader.get(address)));
}

function open(database: Uint8Array): { get(address: string): CountryRecord | null } {
  try {
    const reader = new Reader(Buffer.from(database.buffer, database.byteOffset, database.byteLength));
    return reader as unknown as { get(address: string): CountryRecord | null };
  } catch (cause) {
    throw new RangeError("The database of countries is none; bring one in MaxMind's format as country.mmdb.", {
      cause,
    });
  }
}

function codeOf(record: CountryRecord | null): string {
  const { country, registered_country, country_code } = record ?? {};
  const named = typeof country === 'string' ? country : country?.iso_code;
  const code = country_code ?? named ?? registered_country?.iso_code;
  return typeof code === 'string' && /^[A-Za-z]{2}$/.test(code) ? code.toUpperCase() : '';
}
