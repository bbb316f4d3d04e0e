import { useMemo } from 'react';
import type { SiteAnswer } from '../../../src/api/site-answer.ts';
import { useMap } from '../api/use-map.ts';
import { usePlan } from '../api/use-plan.ts';
import { createFormats } from '../format/formats.ts';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Loading } from '../parts/Loading.tsx';
import { useTitle } from '../parts/use-title.ts';
import { CandidatesPanel } from './CandidatesPanel.tsx';
import { EmptyMap } from './EmptyMap.tsx';
import { ExperiencePicture } from './ExperiencePicture.tsx';
import { GapPanel } from './GapPanel.tsx';
import { Headline } from './Headline.tsx';
import { PeriodPicker } from './PeriodPicker.tsx';
import { Picture } from './Picture.tsx';
import { SegmentPicker } from './SegmentPicker.tsx';
import { StageTable } from './StageTable.tsx';
import { Totals } from './Totals.tsx';
import { useMapView } from './use-map-view.ts';
import { constraintPlan, experiencePlan, segmentsPlan, stagesPlan } from './view-plans.ts';
import { viewText } from './view-text.ts';

/** How often the figures are asked again, ms. */
const EVERY = 60_000;

/** The first screen: what holds the chain back, the picture of the stages, and every figure beneath. */
export function MapPage({ site }: { site: SiteAnswer }) {
  useTitle(`Map · ${site.name}`);
  const formats = useMemo(() => createFormats(site), [site]);
  const [view, change] = useMapView();
  const map = useMap();
  // In the order in which they are looked at: the stages, what holds them back, then everything else.
  const first = usePlan(stagesPlan(view), { every: EVERY });
  const empty = first.data?.journeys === 0;
  const verdict = usePlan(constraintPlan(view), { every: EVERY, enabled: !empty });
  const split = usePlan(segmentsPlan(view));
  const full = usePlan(experiencePlan(view), {
    every: EVERY,
    enabled: first.isSuccess && !empty && !verdict.isLoading,
  });
  const fared = full.isPlaceholderData ? undefined : full.data;
  const stages = fared ?? first.data;
  const failed = [map, first, verdict, full].find((query) => query.isError);
  const held = empty ? null : (verdict.data?.constraint ?? null);
  // Without history and targets every gain is nought, which would read as "nothing to gain".
  const compared = verdict.data?.candidates.some(({ probability }) => probability > 0);
  const busy = first.isPlaceholderData || verdict.isPlaceholderData;
  const source = `Desirepath · ${site.name} · ${viewText(view)} · ${formats.count(stages?.journeys ?? 0)} journeys`;
  return (
    <div className={busy ? 'page busy' : 'page'} aria-busy={busy}>
      {failed?.error && <ErrorNotice error={failed.error} retry={() => void failed.refetch()} />}
      {!empty && verdict.data !== undefined && (
        <Headline answer={verdict.data} days={view.days} formats={formats} onChange={change} />
      )}
      {!empty && verdict.isPending && !verdict.isError && <Loading what="Weighing the stages" />}
      <div className="controls">
        <PeriodPicker days={view.days} onChange={(days) => change({ days })} />
        <SegmentPicker view={view} split={split.data} formats={formats} onChange={change} />
        {stages !== undefined && !empty && <Totals answer={stages} formats={formats} />}
      </div>
      {empty && <EmptyMap site={site} view={view} onChange={change} />}
      {stages !== undefined && map.data !== undefined && !empty && (
        <>
          <Picture
            answer={stages}
            figures={fared}
            goal={map.data.goal}
            constraint={held?.number ?? null}
            title={verdict.data?.sentence ?? site.name}
            source={source}
            formats={formats}
          />
          <ExperiencePicture
            rows={fared?.stages}
            title={`Experience of the journeys of ${site.name}`}
            source={source}
            formats={formats}
          />
          {verdict.data !== undefined && (held !== null || compared) && (
            <div className="panels">
              {held !== null && <GapPanel candidate={held} view={view} formats={formats} />}
              {compared && <CandidatesPanel answer={verdict.data} formats={formats} />}
            </div>
          )}
          <StageTable answer={stages} constraint={held?.number ?? null} formats={formats} />
        </>
      )}
    </div>
  );
}
