import { expect, it } from 'vitest';
import { isSecretName } from './secret-name.ts';

it.each(
  'token reset_token resetToken access-token userPassword password_confirmation passwordConfirm user[password] customer.password2 X-Api-Key apiKey APIKey PHPSESSID sessionID ga_session_id cvv2 card_number cardNumber jwt oauth_token password_reset_token auth_code'.split(
    ' ',
  ),
)('%s is a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

it.each(
  'token_count tokenCount tokens tokenise secretary session session_count passport_cover author authority key write_key coupon_code code q utm_source utm_term password_strength password_reset auth_method token_expires_at number item_number compass'.split(
    ' ',
  ),
)('%s is none', (name) => {
  expect(isSecretName(name)).toBe(false);
});
