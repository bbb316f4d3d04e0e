import { setTimeout as sleep } from 'node:timers/promises';

/** Names of trace events that stand for running a script; they are nested. */
const SCRIPT = /^(EvaluateScript|FunctionCall|v8\.compile)$/;

/**
 * The main thread's tasks of a page, from its load to the end of a burst, with `script`: the part of a task that was spent
 * in scripts of the host. In ms of ticks, to be multiplied for a slower processor: on a busy machine any task is long by
 * the clock, and Chromium's own throttling by four was seen to make twelve of it there.
 */
export async function tasksOf(browser, { page, host }, { name }) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const tracing = await browser.newBrowserCDPSession();
  const events = [];
  tracing.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await tracing.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', 'v8'], excludedCategories: ['*'] },
  });
  const url = `${page}/${name}/`;
  await tab.goto(url);
  await sleep(1000);
  await tab.evaluate(() => {
    for (let no = 0; no < 10; no++) window.bench('add_to_cart', { value: no });
  });
  await sleep(800);
  const complete = new Promise((resolve) => tracing.once('Tracing.tracingComplete', resolve));
  await tracing.send('Tracing.end');
  await complete;
  await context.close();

  const parsed = events.find((event) => event.name === 'ParseHTML' && event.args.beginData?.url === url);
  if (!parsed) throw new Error(`The trace has no page ${url}.`);
  const own = events.filter((event) => event.ph === 'X' && event.pid === parsed.pid && event.tid === parsed.tid);
  const inside = (event, outer) => event.ts >= outer.ts && event.ts + event.dur <= outer.ts + outer.dur;
  const scripts = outermost(
    own.filter((event) => SCRIPT.test(event.name) && `${addressIn(event)}`.startsWith(host)),
    inside,
  );
  return outermost(
    own.filter((event) => event.name === 'ThreadControllerImpl::RunTask'),
    inside,
  ).map((task) => ({
    ms: task.tdur / 1000,
    script: scripts.filter((script) => inside(script, task)).reduce((sum, { tdur }) => sum + tdur / 1000, 0),
  }));
}

const addressIn = ({ args }) => args.data?.url ?? args.fileName;

function outermost(events, inside) {
  const found = [];
  // The longer first where two begin together.
  for (const event of events.toSorted((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    if (!found.length || !inside(event, found.at(-1))) found.push(event);
  }
  return found;
}
