import { describe, expect, test } from 'vitest';
import { row } from '../../test/native-event.ts';

describe('where from', () => {
  const at = (url: string, referrer = '') => row({ page: { url, referrer } });

  test('campaign parameters are read from the landing URL unless the client read them', () => {
    const url =
      'https://s.example/?utm_source=news&utm_medium=E-Mail&utm_campaign=Spring+sale&utm_term=%C3%A4&utm_content=%zz';
    expect(at(url)).toMatchObject({
      source: 'news',
      medium: 'E-Mail',
      campaign: 'Spring sale',
      term: 'ä',
      content: '%zz',
      channel: 'email',
    });
    expect(row({ page: { url }, campaign: { source: 'own' } })).toMatchObject({ source: 'own', medium: '' });
  });

  test.each([
    ['?gclid=abc', { source: 'google', medium: 'cpc', click_id: 'gclid:abc', channel: 'paid' }],
    ['?fbclid=abc', { source: 'facebook', medium: 'social', channel: 'social' }],
    [
      '?msclkid=x&utm_source=bing&utm_medium=organic',
      { source: 'bing', medium: 'organic', click_id: 'msclkid:x', channel: 'organic' },
    ],
    ['?utm_campaign=x', { campaign: 'x', channel: 'campaign' }],
    ['?utm_source=facebook', { channel: 'social' }],
    ['?utm_medium=affiliate', { channel: 'affiliate' }],
    ['?utm_medium=paid_social', { channel: 'paid' }],
    ['?__proto__=1&constructor=2', { source: '', channel: 'direct' }],
  ])('%s', (query, expected) => {
    expect(at(`https://s.example/${query}`)).toMatchObject(expected);
  });

  test.each([
    ['', 'direct'],
    ['https://www.google.co.uk/', 'organic'],
    ['https://duckduckgo.com/', 'organic'],
    ['https://notgoogle.example/', 'referral'],
    ['https://l.facebook.com/', 'social'],
    ['https://t.co/x', 'social'],
    ['https://mail.google.com/', 'email'],
    ['https://blog.example.org/post', 'referral'],
    ['https://www.s.example/other', ''],
    ['android-app://com.google.android.gm', 'referral'],
  ])('referrer %s is %s', (referrer, channel) => {
    expect(at('https://s.example/', referrer).channel).toBe(channel);
  });

  test('an event without a page has no channel but the one it names', () => {
    expect(row({}).channel).toBe('');
    expect(row({ channel: 'store' }).channel).toBe('store');
  });

  test.each([
    'not a url',
    '/relative?utm_source=x',
    'https://',
    '//',
    'https://user@',
    'javascript:alert(1)',
    'https://[::1]:80/x',
  ])('the odd URL %s harms nothing', (url) => {
    expect(row({ page: { url, referrer: url } }).url).not.toContain('user@');
  });
});
