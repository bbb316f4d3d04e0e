const UNITS = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  { ms: 1_000, name: 's' },
] as const;

/**
 * A duration in its largest unit, and the next one while that says something.
 * @param ms milliseconds, 0 or more
 * @example durationText(5_400_000) // '1 h 30 min'
 */
export function durationText(ms: number): string {
  const index = UNITS.findIndex((unit) => ms >= unit.ms);
  const unit = UNITS[index];
  if (unit === undefined) return ms > 0 ? '< 1 s' : '0 s';
  const next = UNITS[index + 1];
  const whole = Math.floor(ms / unit.ms);
  if (next === undefined || whole >= 10) {
    const rounded = Math.round(ms / unit.ms);
    const larger = UNITS[index - 1];
    return larger !== undefined && rounded * unit.ms >= larger.ms ? `1 ${larger.name}` : `${rounded} ${unit.name}`;
  }
  const rest = Math.round((ms - whole * unit.ms) / next.ms);
  if (rest * next.ms >= unit.ms) return `${whole + 1} ${unit.name}`;
  return rest === 0 ? `${whole} ${unit.name}` : `${whole} ${unit.name} ${rest} ${next.name}`;
}
