import type { Random } from './random.ts';

/** A UUID of version 7, as a browser makes it, of the event's time and the simulation's chance. */
export function eventId(time: number, random: Random): string {
  const stamp = Math.floor(time).toString(16).padStart(12, '0').slice(-12);
  const noise = random.hex(18);
  const variant = ((Number.parseInt(noise.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${noise.slice(0, 3)}-${variant}${noise.slice(4, 7)}-${noise.slice(6, 18)}`;
}
