/** Colours of the picture by role. On the page they are the theme's; a saved picture takes the light ones. */
export const CHART_COLOURS = {
  surface: '#ffffff',
  ink: '#1b1f24',
  muted: '#57606a',
  line: '#d0d5db',
  bar: '#4a5462',
  band: '#e4e8ec',
  drop: '#c3cad2',
  accent: '#b93a08',
  'accent-soft': '#fdf0e8',
  'accent-band': '#f7cfb8',
} as const;

/** The theme's colour of a role, as an SVG attribute. */
export function colour(role: keyof typeof CHART_COLOURS): string {
  return `var(--${role})`;
}
