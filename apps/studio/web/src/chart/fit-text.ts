/** Mean width of a character of the system font at 1 px, a little generous. */
const CHARACTER = 0.56;

/** About how wide a text is drawn, px; SVG cannot say before it is on a screen. */
export function textWidth(text: string, size: number): number {
  return [...text].length * size * CHARACTER;
}

/**
 * Breaks a text into lines that fit, the last one cut with an ellipsis.
 * @param width px a line may take
 * @param size font size, px
 * @param lines most lines, 1 or more
 */
export function fitText(text: string, width: number, size: number, lines = 1): string[] {
  const room = Math.max(2, Math.floor(width / (size * CHARACTER)));
  const made: string[] = [];
  let rest = text.trim();
  while (made.length < lines - 1 && rest.length > room) {
    const space = rest.lastIndexOf(' ', room);
    if (space <= 0) break;
    made.push(rest.slice(0, space));
    rest = rest.slice(space + 1);
  }
  made.push(rest.length > room ? `${[...rest].slice(0, room - 1).join('')}…` : rest);
  return made;
}
