/** What a shopper holds in the hand. */
export interface Device {
  device: 'mobile' | 'desktop' | 'tablet';
  browser: string;
  os: string;
  viewport: [width: number, height: number];
  userAgent: string;
  weight: number;
}

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

/** The devices that shoppers come with, by their share. */
export const DEVICES: readonly Device[] = [
  {
    device: 'mobile',
    browser: 'Safari',
    os: 'iOS',
    viewport: [390, 844],
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    weight: 30,
  },
  {
    device: 'mobile',
    browser: 'Chrome',
    os: 'Android',
    viewport: [412, 915],
    userAgent: `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/140.0.0.0 Mobile Safari/537.36`,
    weight: 28,
  },
  {
    device: 'desktop',
    browser: 'Chrome',
    os: 'Windows',
    viewport: [1920, 1080],
    userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36`,
    weight: 20,
  },
  {
    device: 'desktop',
    browser: 'Firefox',
    os: 'Windows',
    viewport: [1536, 864],
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
    weight: 6,
  },
  {
    device: 'desktop',
    browser: 'Safari',
    os: 'macOS',
    viewport: [1440, 900],
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    weight: 9,
  },
  {
    device: 'tablet',
    browser: 'Chrome',
    os: 'Android',
    viewport: [800, 1280],
    userAgent: `Mozilla/5.0 (Linux; Android 10; SM-X700) ${webkit} Chrome/140.0.0.0 Safari/537.36`,
    weight: 7,
  },
];

/** Where shoppers live. */
export const COUNTRIES = [
  { country: 'DE', language: 'de', weight: 52 },
  { country: 'AT', language: 'de', weight: 14 },
  { country: 'FR', language: 'fr', weight: 16 },
  { country: 'NL', language: 'nl', weight: 10 },
  { country: 'GB', language: 'en', weight: 8 },
];
