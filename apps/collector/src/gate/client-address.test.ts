import { expect, test } from 'vitest';
import { addressGroup, clientAddress } from './client-address.ts';

test.each([
  ['no proxy is trusted: the header says nothing', '198.51.100.7', '1.1.1.1', 0, '198.51.100.7'],
  ['one proxy: what it appended', '10.0.0.1', '6.6.6.6, 203.0.113.9', 1, '203.0.113.9'],
  ['two proxies', '10.0.0.2', '6.6.6.6, 203.0.113.9, 10.0.0.1', 2, '203.0.113.9'],
  ['fewer than there should be', '10.0.0.2', '203.0.113.9', 2, '203.0.113.9'],
  ['no header', '198.51.100.7', undefined, 1, '198.51.100.7'],
  ['rubbish', '198.51.100.7', 'unknown', 1, '198.51.100.7'],
  ['with a port', '10.0.0.1', '203.0.113.9:4711', 1, '203.0.113.9'],
  ['IPv6 in brackets', '10.0.0.1', '[2001:db8::1]:4711', 1, '2001:db8::1'],
  ['IPv4 in IPv6', '::ffff:198.51.100.7', undefined, 0, '198.51.100.7'],
])('%s', (_, peer, header, proxies, address) => {
  expect(clientAddress(peer, header, proxies)).toBe(address);
});

test('an IPv6 household is one, an IPv4 address is one', () => {
  expect(addressGroup('2001:db8:0:1::1')).toBe(addressGroup('2001:0db8::1:aaaa:bbbb:cccc:dddd'));
  expect(addressGroup('2001:db8:0:1::1')).not.toBe(addressGroup('2001:db8:0:2::1'));
  expect(addressGroup('::1')).toBe('0:0:0:0');
  expect(addressGroup('203.0.113.9')).toBe('203.0.113.9');
});
