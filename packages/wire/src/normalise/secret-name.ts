import { remembering } from './remembering.ts';

/** Words that are secrets whatever they are part of: `passwordConfirm`, `userpassword`. */
const ANYWHERE = /password|passwort|passwd|passphrase/;
/** Words that end in one: `resettoken`. `tokens` and `tokenise` are none, and neither is `secretary`. */
const AT_END = /(?:token|secret|apikey|privatekey|pwd|sessid|sessionid|cardnumber)$/;
const WHOLE = new Set(['jwt', 'auth', 'oauth', 'authorization', 'otp', 'cvv', 'cvc', 'iban', 'csrf', 'xsrf']);
/** Two words that are a secret together only. */
const TOGETHER = new Set([
  ...['api key', 'private key', 'access key', 'client key', 'encryption key', 'security code'],
  ...['session id', 'sess id', 'card number', 'cc number'],
]);
/** What is said of a secret without telling it: `token_count`, `password_strength`, `auth_method`. */
const ABOUT = new Set([
  ...['age', 'attempt', 'attempts', 'at', 'budget', 'changed', 'cost', 'count', 'cover', 'date', 'enabled', 'error'],
  ...['errors', 'expired', 'expires', 'expiry', 'failed', 'field', 'hint', 'kind', 'length', 'limit', 'method', 'page'],
  ...['policy', 'price', 'provider', 'requested', 'required', 'reset', 'rules', 'score', 'sent', 'shown', 'state'],
  ...['status', 'step', 'strength', 'success', 'time', 'ttl', 'type', 'usage', 'used', 'valid', 'visible'],
]);

/**
 * Whether what goes by this name is a secret, whatever it looks like: a parameter of a URL, a property, a key of JSON. Words may stand
 * before and after, in any way of writing.
 *
 * @example isSecretName('resetToken') // true, as are `user[password_confirmation]` and `X-Api-Key`; `token_count` is none
 */
export const isSecretName = remembering((name: string): boolean => {
  const words = wordsOf(name);
  return words.some((word, i) => isSecret(word, words[i + 1] ?? '') && !words.slice(i + 1).some(isAbout));
});

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
}

function isSecret(word: string, next: string): boolean {
  return ANYWHERE.test(word) || AT_END.test(word) || WHOLE.has(word) || TOGETHER.has(`${word} ${next}`);
}

function isAbout(word: string): boolean {
  return ABOUT.has(word);
}
