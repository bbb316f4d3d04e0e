/** Parses JSON; what is wrong is said without repeating the text, which may hold anything. */
export function parseJson(text: string): { value: unknown } | { fault: string } {
  if (text.trim() === '') return { fault: 'it is empty' };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const place = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return {
      fault:
        place === undefined ? 'it ends too early or holds a stray character' : `the character at ${place} is wrong`,
    };
  }
}
