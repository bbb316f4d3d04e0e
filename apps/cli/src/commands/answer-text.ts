import type { Answer } from '@desirepath/schema';
import { counted } from '../shell/counted.ts';
import { countText } from '../shell/progress.ts';
import { table } from '../shell/table.ts';
import { attributionText } from './attribution-text.ts';
import { changesText } from './changes-text.ts';
import { compareMapsText } from './compare-maps-text.ts';
import { compareText } from './compare-text.ts';
import { conformanceText } from './conformance-text.ts';
import { figure } from './figure.ts';
import { flowText, graphText } from './flow-text.ts';
import { funnelText } from './funnel-text.ts';
import { matrixText } from './matrix-text.ts';
import { moneyText } from './money-text.ts';
import { nothingText } from './nothing-text.ts';
import { percent } from './percent.ts';
import { retentionText } from './retention-text.ts';
import { duration, stageTable } from './stage-table.ts';
import { surveysText } from './surveys-text.ts';
import { variantsText } from './variants-text.ts';
import { whatIfText } from './what-if-text.ts';

function body(answer: Answer): string {
  switch (answer.plan) {
    case 'sessions': {
      const head = `${counted(answer.sessions, 'session')} of ${counted(answer.visitors, 'visitor')}, ${counted(answer.events, 'event')}; median ${duration(answer.duration_ms.median)}, 90th percentile ${duration(answer.duration_ms.p90)}.`;
      if (answer.list.length === 0) return head;
      const rows = answer.list.map((s) => [
        s.visitor,
        s.start,
        String(s.events),
        s.opened_by,
        s.device,
        [s.source, s.medium, s.campaign].filter((word) => word !== '').join(' / ') || '-',
      ]);
      return `${head}\n${table(['Visitor', 'start', 'events', 'opened by', 'device', 'campaign'], rows)}`;
    }
    case 'funnel':
      return funnelText(answer);
    case 'stages': {
      const head = `${counted(answer.journeys, 'journey')}, ${counted(answer.orders, 'order')} worth ${moneyText(answer.revenue)}.`;
      const segments = answer.segments.map(
        ({ segment, journeys, stages }) =>
          `\n${segment || '(unknown)'}: ${counted(journeys, 'journey')}\n${stageTable(stages)}`,
      );
      return [head, stageTable(answer.stages), ...segments].join('\n');
    }
    case 'paths':
      return table(
        ['Path', 'journeys', 'share', 'still open', 'conversion'],
        answer.paths.map((path) => [
          path.touchpoints.join(' > '),
          countText(path.count),
          percent(path.share),
          countText(path.open),
          percent(path.conversion),
        ]),
      );
    case 'journeys':
      return [
        table(
          ['Person', 'no.', 'start', 'end', 'device', 'stage', 'orders', 'touchpoints'],
          answer.journeys.map((j) => [
            j.person,
            String(j.number),
            j.start,
            j.end,
            j.device,
            String(j.stage),
            String(j.orders),
            String(j.touchpoints.length),
          ]),
        ),
        `${countText(answer.journeys.length)} of ${countText(answer.total)} journeys${answer.next === null ? '' : `; next: ${answer.next}`}.`,
      ].join('\n');
    case 'constraint':
      return [
        answer.sentence,
        table(
          ['Stage', 'P', 'gain a week', '90 %', 'conversion', 'reference'],
          answer.candidates.map((c) => [
            `${c.number} ${c.name}`,
            c.probability.toFixed(2),
            figure(c.gain),
            `${figure(c.interval[0])} to ${figure(c.interval[1])}`,
            percent(c.conversion),
            percent(c.reference_conversion),
          ]),
        ),
        ...(answer.next === null
          ? []
          : [
              `Next: stage ${answer.next.number}, ${answer.next.name}, ~${answer.next.gain.toFixed(1)} orders a week more, P ${answer.next.probability.toFixed(2)}.`,
            ]),
        ...insideText(answer),
        ...answer.caveats,
      ].join('\n');
    case 'flow':
      return flowText(answer);
    case 'graph':
      return graphText(answer);
    case 'changes':
      return changesText(answer);
    case 'retention':
      return retentionText(answer);
    case 'surveys':
      return surveysText(answer);
    case 'attribution':
      return attributionText(answer);
    case 'what_if':
      return whatIfText(answer);
    case 'variants':
      return variantsText(answer);
    case 'compare':
      return compareText(answer);
    case 'compare_maps':
      return compareMapsText(answer);
    case 'matrix':
      return matrixText(answer);
    case 'conformance':
      return conformanceText(answer);
  }
}

/** What trouble is met in the step that is named more often than before, and what is done otherwise than the map has it. */
function insideText({ constraint }: Extract<Answer, { plan: 'constraint' }>): string[] {
  if (constraint === null) return [];
  const { name, signals, deviations } = constraint;
  const line = (what: string, one: { share: number; reference_share: number | null }): string =>
    `In ${name}: ${what} ${percent(one.share)}, before ${percent(one.reference_share)}.`;
  return [
    ...signals.filter(({ more }) => more).map((one) => line(one.signal, one)),
    ...deviations.map((one) => line(`${one.kind.replaceAll('_', ' ')} ${one.touchpoint}`, one)),
  ];
}

/** Which map has answered, where another one is there already. */
function meanwhile({ recomputing }: Answer): string[] {
  if (recomputing === undefined) return [];
  const { done, total } = recomputing;
  const far = total === 0 ? '' : ` (${countText(done)} of ${countText(total)} visitors)`;
  return [
    `Answered by the map before the change: the journeys of the new one are made while \`desirepath serve\` runs${far}.`,
  ];
}

/** What the filter asks for that no journey has: a typing error, most of the time. */
function unknownValues({ unknown_values: unknown = [] }: Answer): string[] {
  return unknown.map(({ dimension, value, known }) => {
    const words = known.map((word) => `"${word}"`).join(', ');
    const others = known.length === 0 ? '' : `; there ${known.length === 1 ? 'is' : 'are'} ${words}`;
    return `No journey has the ${dimension} "${value}", at any time${others}.`;
  });
}

/** An answer for people: a table, what was left out of it, and whether another map will answer soon. */
export function answerText(answer: Answer): string {
  const rest = answer.left_out.map(({ what, count }) => `Left out: ${countText(count)} ${what}.`);
  return [nothingText(answer) ?? body(answer), ...unknownValues(answer), ...rest, ...meanwhile(answer)].join('\n');
}
