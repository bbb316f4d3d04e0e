import {
  attributionAnswerSchema,
  changesAnswerSchema,
  compareAnswerSchema,
  compareMapsAnswerSchema,
  conformanceAnswerSchema,
  constraintAnswerSchema,
  flowAnswerSchema,
  funnelAnswerSchema,
  graphAnswerSchema,
  journeysAnswerSchema,
  liveEventSchema,
  matrixAnswerSchema,
  pathsAnswerSchema,
  planSchema,
  problemSchema,
  retentionAnswerSchema,
  sessionsAnswerSchema,
  stagesAnswerSchema,
  surveysAnswerSchema,
  variantsAnswerSchema,
  whatIfAnswerSchema,
} from '@desirepath/schema';
import { z } from '@hono/zod-openapi';

/**
 * The schema under the name by which the OpenAPI description holds it. The method is taken from the prototype: schemas
 * that were made before @hono/zod-openapi was loaded do not have it themselves.
 */
function named<T extends z.ZodType>(name: string, schema: T): T {
  return z.ZodType.prototype.openapi.call(schema, name) as T;
}

const journeysAnswer = named('JourneysAnswer', journeysAnswerSchema);

/** The schema package's schemas that the API speaks, under their names in the description. */
export const apiSchemas = {
  plan: named('Plan', planSchema),
  problem: named('Problem', problemSchema),
  liveEvent: named('LiveEvent', liveEventSchema),
  journeysAnswer,
  answer: named(
    'Answer',
    z.discriminatedUnion('plan', [
      named('SessionsAnswer', sessionsAnswerSchema),
      named('FunnelAnswer', funnelAnswerSchema),
      named('StagesAnswer', stagesAnswerSchema),
      named('PathsAnswer', pathsAnswerSchema),
      journeysAnswer,
      named('ConstraintAnswer', constraintAnswerSchema),
      named('VariantsAnswer', variantsAnswerSchema),
      named('ConformanceAnswer', conformanceAnswerSchema),
      named('SurveysAnswer', surveysAnswerSchema),
      named('CompareAnswer', compareAnswerSchema),
      named('CompareMapsAnswer', compareMapsAnswerSchema),
      named('MatrixAnswer', matrixAnswerSchema),
      named('WhatIfAnswer', whatIfAnswerSchema),
      named('FlowAnswer', flowAnswerSchema),
      named('GraphAnswer', graphAnswerSchema),
      named('ChangesAnswer', changesAnswerSchema),
      named('RetentionAnswer', retentionAnswerSchema),
      named('AttributionAnswer', attributionAnswerSchema),
    ]),
  ),
};
