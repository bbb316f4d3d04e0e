import type { CompareMapsPlan, Plan } from '@desirepath/schema';
import { askedJourneys } from './asked-journeys.ts';
import { attributionQuestion } from './attribution.ts';
import { byWhichMap } from './by-which-map.ts';
import { changesQuestion } from './changes.ts';
import { compareQuestion } from './compare.ts';
import { compareMapsQuestion } from './compare-maps.ts';
import { conformanceQuestion } from './conformance.ts';
import { constraintQuestion } from './constraint.ts';
import { flowQuestion } from './flow.ts';
import { funnelQuestion } from './funnel.ts';
import { graphQuestion } from './graph.ts';
import { journeysQuestion } from './journeys.ts';
import { matrixQuestion } from './matrix.ts';
import { pathsQuestion } from './paths.ts';
import type { Question, QuestionContext } from './question.ts';
import { retentionQuestion } from './retention.ts';
import { withSegments } from './saved-segment.ts';
import { sessionsQuestion } from './sessions.ts';
import { stagesQuestion } from './stages.ts';
import { surveysQuestion } from './surveys.ts';
import { variantsQuestion } from './variants.ts';
import { whatIfQuestion } from './what-if.ts';

/**
 * Turns a plan into the queries that answer it and the fold that makes the answer of their rows. Pure.
 * @throws PlanError when the plan asks for something that cannot be, an unknown touchpoint for example
 */
export function compilePlan(input: Plan, site: QuestionContext): Question {
  const plan = withSegments(input, site);
  const context = ownContext(plan, site);
  switch (plan.plan) {
    case 'sessions':
      return sessionsQuestion(plan, context);
    case 'funnel':
      return funnelQuestion(plan, context);
    case 'stages':
      return stagesQuestion(plan, context);
    case 'paths':
      return pathsQuestion(plan, context);
    case 'journeys':
      return journeysQuestion(plan, context);
    case 'constraint':
      return constraintQuestion(plan, context);
    case 'flow':
      return flowQuestion(plan, context);
    case 'graph':
      return graphQuestion(plan, context);
    case 'changes':
      return changesQuestion(plan, context);
    case 'retention':
      return retentionQuestion(plan, context);
    case 'attribution':
      return attributionQuestion(plan, context);
    case 'what_if':
      return whatIfQuestion(plan, context);
    case 'variants':
      return variantsQuestion(plan, context);
    case 'conformance':
      return conformanceQuestion(plan, context);
    case 'surveys':
      return surveysQuestion(plan, context);
    case 'compare':
      return compareQuestion(plan, context);
    case 'compare_maps':
      return compareMapsQuestion(plan, context, otherContext(plan, site));
    case 'matrix':
      return matrixQuestion(plan, context);
  }
}

/** The journeys that the plan is about, by the site's own map. */
function ownContext(plan: Plan, site: QuestionContext): QuestionContext {
  if (plan.plan === 'sessions') return site;
  const asked = () => askedJourneys(plan, site);
  return plan.plan === 'compare_maps' ? byWhichMap(`the site's own map ("${site.map.name}")`, asked) : asked();
}

/** The same questions of the journeys by the other map. */
function otherContext(plan: CompareMapsPlan, { other, ...site }: QuestionContext): QuestionContext {
  if (other === undefined) throw new RangeError('Who asks for two maps gives the journeys of both.');
  return byWhichMap(`the map given ("${other.map.name}")`, () => askedJourneys(plan, { ...site, ...other }));
}
