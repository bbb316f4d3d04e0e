import type { NewTokens } from '../data-folder/sites-file.ts';

/** What is said when a data folder has just been made: its tokens, for the only time. */
export function tokensText(path: string, tokens: NewTokens): string {
  return [
    `New data folder ${path} with the site "${tokens.site}". Its tokens are shown this once:`,
    `  read   ${tokens.read}`,
    `  admin  ${tokens.admin}`,
  ].join('\n');
}
