import type { Verdict } from '@desirepath/schema';
import { useAccounting } from '../api/use-accounting.ts';
import type { Formats } from '../format/formats.ts';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { VerdictMark } from './VerdictMark.tsx';

const ORDER: readonly Verdict[] = ['stored', 'rejected', 'duplicate', 'bot', 'limited'];

/** What became of everything received in the last hour: the sum and its parts, exactly. */
export function Counters({ formats }: { formats: Formats }) {
  const accounting = useAccounting();
  if (accounting.isError) return <ErrorNotice error={accounting.error} retry={() => void accounting.refetch()} />;
  const totals = accounting.data?.totals;
  const gap = totals === undefined ? 0 : totals.received - ORDER.reduce((sum, verdict) => sum + totals[verdict], 0);
  const figure = (value: number | undefined) => (value === undefined ? '…' : formats.count(value));
  return (
    <section aria-labelledby="counters">
      <h2 id="counters" className="visually-hidden">
        The last 60 minutes
      </h2>
      <dl className="counters">
        <div>
          <dt>Received, last hour</dt>
          <dd>{figure(totals?.received)}</dd>
        </div>
        {ORDER.map((verdict, index) => (
          <div key={verdict}>
            <dt>
              <span className="sign" aria-hidden="true">
                {index === 0 ? '=' : '+'}
              </span>
              <VerdictMark verdict={verdict} />
            </dt>
            <dd>{figure(totals?.[verdict])}</dd>
          </div>
        ))}
      </dl>
      {gap !== 0 && (
        <p className="hint" role="status">
          ▲ {formats.count(Math.abs(gap))} events have {gap > 0 ? 'no' : 'more than one'} verdict. Run “desirepath
          doctor”: it says which minute and why.
        </p>
      )}
    </section>
  );
}
