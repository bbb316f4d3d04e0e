/** The steps that are compared. */
export const STEPS = ['view_item', 'add_to_cart', 'begin_checkout', 'purchase'];

/** Two weeks, with several as long before them. */
const WEEKS = { from: '2026-02-10T00:00:00Z', to: '2026-02-24T00:00:00Z' };

/** Every plan, and what it can be asked to do, as `[what it is called, plan]`. */
export function questions() {
  const steps = STEPS;
  const funnel = (name, more) => [`funnel ${name}`, { plan: 'funnel', steps, ...more }];
  const detail = (at, more) => steps.map((touchpoint, i) => (i === at ? { touchpoint, ...more } : touchpoint));
  return [
    funnel('by journey, counts only', { medians: false }),
    funnel('by journey, window, counts only', { medians: false, window: '14d' }),
    funnel('by person, counts only', { by: 'person', medians: false }),
    funnel('by person, window, counts only', { by: 'person', medians: false, window: '14d' }),
    funnel('by journey', {}),
    funnel('by journey, window', { window: '14d' }),
    funnel('by journey, window of an hour', { window: '1h' }),
    funnel('by person', { by: 'person' }),
    funnel('by person, window', { by: 'person', window: '14d' }),
    funnel('by session', { by: 'session' }),
    funnel('by session, window', { by: 'session', window: '10m' }),
    funnel('strict', { order: 'strict' }),
    funnel('strict, window', { order: 'strict', window: '1h' }),
    funnel('any order', { order: 'any' }),
    funnel('any order, window', { order: 'any', window: '14d' }),
    funnel('any order by person, window', { order: 'any', window: '14d', by: 'person' }),
    funnel('alternatives', {
      steps: [['view_item', 'view_item_list'], ['add_to_cart', 'add_to_wishlist'], 'begin_checkout', 'purchase'],
    }),
    funnel('optional step', { steps: detail(2, { optional: true }) }),
    funnel('repeated step', { steps: detail(0, { times: 3 }) }),
    funnel('time between steps', { steps: detail(1, { within: '1h' }) }),
    funnel('excluded between steps', { steps: detail(1, { without: 'search' }) }),
    funnel('condition on a step', { steps: detail(3, { where: { 'props.template': 'purchase' } }) }),
    funnel('filtered, by country', { filter: { device: ['mobile'] }, segment_by: 'country', window: '14d' }),
    funnel('by landing page', { segment_by: 'landing' }),
    funnel('with times, window', { timing: true, window: '14d' }),
    funnel('with trend', { trend: 'week' }),
    funnel('with the dropped', { show: { step: 3, outcome: 'dropped' } }),
    ['stages', { plan: 'stages' }],
    ['stages by device', { plan: 'stages', segment_by: 'device' }],
    ['stages of two weeks, by channel', { plan: 'stages', period: WEEKS, segment_by: 'channel' }],
    ['paths', { plan: 'paths' }],
    ['paths back from the order', { plan: 'paths', to: 'purchase' }],
    ['flow', { plan: 'flow' }],
    ['graph', { plan: 'graph' }],
    ['variants', { plan: 'variants' }],
    ['variants by stages', { plan: 'variants', view: 'stages' }],
    ['conformance', { plan: 'conformance' }],
    ['constraint', { plan: 'constraint', period: WEEKS }],
    ['what if', { plan: 'what_if', period: WEEKS, lifts: [{ stage: 'checkout', factor: 1.1 }] }],
    ['changes', { plan: 'changes', period: WEEKS }],
    ['retention', { plan: 'retention', cohort: 'month' }],
    ['attribution', { plan: 'attribution' }],
    ['sessions', { plan: 'sessions' }],
    ['sessions of two weeks', { plan: 'sessions', period: WEEKS }],
    ['journeys, the newest', { plan: 'journeys' }],
  ];
}
