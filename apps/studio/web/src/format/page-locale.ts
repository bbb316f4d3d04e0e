/**
 * The English that the figures are written in: the first one the browser prefers, since the words on the pages are
 * English. A system without a locale calls its language `en-US@posix`, which `Intl` refuses to know.
 *
 * @param languages tags in order of preference
 */
export function pageLocale(languages: readonly string[] = globalThis.navigator?.languages ?? []): string {
  return languages.find((language) => /^en\b/.test(language) && isTag(language)) ?? 'en-GB';
}

function isTag(language: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language).length > 0;
  } catch {
    return false;
  }
}
