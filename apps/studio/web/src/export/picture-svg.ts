import { fitText } from '../chart/fit-text.ts';
import { CHART_COLOURS } from '../chart/palette.ts';

/** What stands around a saved picture. */
export interface PictureCaption {
  title: string;
  /** Where the figures come from: shop, period, segment. */
  source: string;
}

const MARGIN = 24;
const HEAD = 56;
const FOOT = 32;
const TITLE = 17;
/** Bold is drawn wider than the font is reckoned with. */
const BOLD = 1.2;
const TITLE_LINES = 4;
const LINE = 24;

/**
 * Makes the page's picture one that stands alone: its colours written out, a title above, the source beneath.
 * @param svg the picture's markup, with `width` and `height` attributes
 * @throws Error when the markup is not such a picture
 */
export function pictureSvg(svg: string, { title, source }: PictureCaption): string {
  const width = sizeOf(svg, 'width');
  const height = sizeOf(svg, 'height');
  const lines = fitText(title, width, TITLE * BOLD, TITLE_LINES);
  const head = HEAD + (lines.length - 1) * LINE;
  const fullWidth = width + 2 * MARGIN;
  const fullHeight = height + head + FOOT + MARGIN;
  const inner = withColours(svg.replace(/^<svg/, `<svg x="${MARGIN}" y="${head}"`));
  const text = (y: number, size: number, weight: number, fill: string, content: string) =>
    `<text x="${MARGIN}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escapeXml(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${fullWidth}" height="${fullHeight}" viewBox="0 0 ${fullWidth} ${fullHeight}" font-family="system-ui, sans-serif">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${CHART_COLOURS.surface}"/>`,
    ...lines.map((line, i) => text(MARGIN + 12 + i * LINE, TITLE, 600, CHART_COLOURS.ink, line)),
    inner,
    text(fullHeight - 16, 12, 400, CHART_COLOURS.muted, source),
    '</svg>',
  ].join('\n');
}

function withColours(svg: string): string {
  return svg.replace(/var\(--([a-z-]+)\)/g, (whole, role: string) => {
    const colour = (CHART_COLOURS as Record<string, string>)[role];
    if (colour === undefined) throw new Error(`The picture has a colour that no theme knows: ${whole}.`);
    return colour;
  });
}

function sizeOf(svg: string, name: 'width' | 'height'): number {
  const value = new RegExp(`^<svg[^>]*\\s${name}="([\\d.]+)"`).exec(svg)?.[1];
  if (value === undefined) throw new Error(`The picture has no ${name}.`);
  return Number(value);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
