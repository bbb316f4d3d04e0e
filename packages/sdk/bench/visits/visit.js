import { setTimeout as sleep } from 'node:timers/promises';

const BURST = 100;
const CLICKS = 40;

/**
 * One visit to a candidate's pages, by a browser that was never there: figures as measured, the page itself included.
 * Times are ticks of the main thread: its tasks, and what of them was spent in scripts.
 */
export async function visit(browser, { page, received }, { name }) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const session = await context.newCDPSession(tab);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const ticks = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (wanted) => metrics.find((metric) => metric.name === wanted).value * 1000;
    // Tasks alone: what Chromium does besides is not the page's.
    return { task: of('TaskDuration'), script: of('ScriptDuration') };
  };
  const spent = async (work, wait = 0) => {
    const before = await ticks();
    await work();
    if (wait > 0) await sleep(wait);
    const after = await ticks();
    return { task: after.task - before.task, script: after.script - before.script };
  };
  const burst = (count) =>
    tab.evaluate((events) => {
      const params = { currency: 'EUR', value: 19.9, items: [{ item_id: 'SKU1', price: 19.9, quantity: 1 }] };
      for (let no = 0; no < events; no++) window.bench('add_to_cart', params);
    }, count);
  const click = async () => {
    await tab.mouse.down();
    await tab.mouse.up();
  };

  // A new document counts from nothing: what the tab did before is not in it.
  const arrive = async (path) => {
    await tab.goto(`${page}/${name}/${path}`);
    await sleep(1000);
    return ticks();
  };

  const boot = await arrive('');
  await session.send('HeapProfiler.collectGarbage');
  const heap = (await session.send('Runtime.getHeapUsage')).usedSize / 1024;
  // The shopper is known and the script is there.
  const next = await arrive('next');

  // Once before it counts: the first call of anything compiles it.
  const { x, y } = await tab.locator('#quiet').boundingBox();
  await tab.mouse.move(x + 5, y + 5);
  await click();
  await burst(10);
  await sleep(3500);

  const track = await spent(() => burst(BURST));
  const sending = track.task + (await spent(async () => {}, 1500)).task;
  received();
  for (let no = 0; no < 10; no++) {
    await burst(1);
    await sleep(20);
  }
  await sleep(1500);
  const bytes = received() / 10;
  const clicks = await spent(async () => {
    for (let no = 0; no < CLICKS; no++) {
      await click();
      await sleep(20);
    }
    // Until the last of them is read, judged and sent.
  }, 4000);
  await context.close();
  return {
    boot: boot.task,
    boot_script: boot.script,
    next: next.task,
    next_script: next.script,
    heap,
    track: track.task / BURST,
    sending: sending / BURST,
    click: clicks.task / CLICKS,
    click_script: clicks.script / CLICKS,
    bytes,
  };
}
