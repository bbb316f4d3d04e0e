import { remembering } from './remembering.ts';

/** What stands in the place of what was blotted out. */
const EMAIL = '[email]';
export const CARD = '[card]';
export const SECRET = '[secret]';

/** Names whose values are secrets, whatever they look like: of parameters of a URL, of properties, of JSON. */
const SECRET_NAMES =
  'access_?token|id_?token|refresh_?token|auth_?token|csrf_?token|xsrf_?token|token|jwt|auth|authorization|password|passwd|passwort|pwd|passphrase|secret|client_?secret|api_?key|apikey|private_?key|session_?id|sessid|phpsessid|jsessionid|otp|card_?number|cardnumber|cc_?number|cvv2?|cvc2?|iban';

/** One look that nearly every text passes without any further one. */
const SUSPECT = new RegExp(
  `@|%40|(?:\\d[ -]?){12}\\d|eyJ|bearer|basic |[rsp]k_(?:live|test)_|AKIA|gh[pousr]_|xox[abprs]-|dp[ar]_|-----BEGIN|(?:${SECRET_NAMES})["']?\\s*[=:]`,
  'i',
);

/** Also as it stands in a URL, where `@` is `%40`. The lengths are bounded, so that no text takes long. */
const EMAILS = /[\p{L}\p{N}._%+-]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/giu;
/** 13 to 19 digits, in groups or not, that no other digit or letter touches. */
const DIGITS = /(?<![\p{L}\p{N}])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu;
/** The first digits that payment cards have. */
const ISSUERS = /^(?:4|5[0-8]|6|3[0-9]|2[2-7])/;
/** What is a secret by its look: JSON web tokens, authorization headers, keys of well-known services and our own. */
const SECRETS =
  /eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?|(?<=\b(?:bearer|basic) +)[\w.~+/=-]{12,}|\b[rsp]k_(?:live|test)_\w{8,}|\bAKIA[A-Z0-9]{12,}|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bdp[ar]_[\w-]{16,}|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^"]*/gi;
const IN_QUERY = new RegExp(`(?<=[?&#;](?:${SECRET_NAMES})=)[^&#;\\s"']+`, 'gi');
const IN_JSON = new RegExp(`(?<="(?:${SECRET_NAMES})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|\\d+)`, 'gi');
const SECRET_NAME = new RegExp(`(?:^|[._-])(?:${SECRET_NAMES})$`, 'i');

/**
 * Blots out e-mail addresses, numbers of payment cards (those that pass Luhn's check) and secrets in a text, a URL or the beginning of
 * some JSON; the rest of the text stays as it is.
 *
 * @example scrubText('/reset?token=abc&to=a@b.example') // '/reset?token=[secret]&to=[email]'
 */
export function scrubText(text: string): string {
  return text === '' ? text : scrubbed(text);
}

const scrubbed = remembering((text: string): string => {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(IN_QUERY, SECRET)
    .replace(IN_JSON, `"${SECRET}"`)
    .replace(SECRETS, SECRET)
    .replace(EMAILS, EMAIL)
    .replace(DIGITS, (digits) => (isCard(digits.replace(/[ -]/g, '')) ? CARD : digits));
}, 10_000);

/** Whether a property of this name holds a secret, `billing.card_number` for one. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Whether digits are the number of a payment card. */
export function isCard(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19 || !ISSUERS.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const twice = digit * 2;
    sum += i % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}
