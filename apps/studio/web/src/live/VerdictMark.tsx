import type { Verdict } from '@desirepath/schema';

const MARKS: Record<Verdict, { shape: string; label: string; tone: string }> = {
  stored: { shape: '●', label: 'Stored', tone: 'good' },
  rejected: { shape: '▲', label: 'Rejected', tone: 'bad' },
  duplicate: { shape: '◎', label: 'Duplicate', tone: 'plain' },
  bot: { shape: '□', label: 'Bot', tone: 'plain' },
  limited: { shape: '◐', label: 'Limited', tone: 'plain' },
};

/** A verdict: a shape, a word, and a colour only where it is good or a problem. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { shape, label, tone } = MARKS[verdict];
  return (
    <span className={`verdict ${tone}`}>
      <span aria-hidden="true">{shape}</span> {label}
    </span>
  );
}
