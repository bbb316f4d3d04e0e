const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64url, without padding, of a text's UTF-8 bytes. Lone surrogates become U+FFFD. */
export function toBase64url(text: string): string {
  // encodeURIComponent gives UTF-8 without needing a platform's TextEncoder.
  const escaped = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
  const bytes =
    escaped
      .match(/%[0-9A-F]{2}|./g)
      ?.map((part) => (part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0))) ?? [];
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const three = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET[(three >> shift) & 63]).join('');
    out += digits.slice(0, Math.min(bytes.length - i, 3) + 1);
  }
  return out;
}

/** The text behind {@link toBase64url}; undefined where it is none. */
export function fromBase64url(code: string): string | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(code)) return undefined;
  let escaped = '';
  let bits = 0;
  let held = 0;
  for (const digit of code) {
    held = ((held << 6) | ALPHABET.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((held >> bits) & 0xff).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
