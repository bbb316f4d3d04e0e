//# allFunctionsCalledOnLoad
// What a tag cannot do without, each asked of the browser once: a page view of a visitor who is known the next time, kept
// until it is acknowledged. It decides nothing and handles nothing, so what dp.js costs more than this is its own doing.
(() => {
  const { document: page } = window;
  const { src, dataset } = page.currentScript;
  const random = () => crypto.getRandomValues(new BigUint64Array(1))[0].toString(16);
  const visitor = localStorage.getItem('least') ?? page.cookie.split('least=')[1] ?? random();
  const tab = sessionStorage.getItem('least') ?? random();
  sessionStorage.setItem('least', tab);
  localStorage.setItem('least', visitor);
  page.cookie = `least=${visitor};path=/;max-age=34560000;samesite=lax`;
  const { href } = location;
  const seen = { url: href, referrer: page.referrer, title: page.title };
  const event = { name: 'page_view', time: Date.now(), visitor, tab, page: seen, language: navigator.language };
  const body = JSON.stringify({ key: dataset.site, sent_at: Date.now(), events: [event] });
  localStorage.setItem('least.1', body);
  const listen = (target, types) => {
    for (const type of types) target.addEventListener(type, () => {}, true);
  };
  listen(window, ['error', 'unhandledrejection', 'pagehide', 'pageshow', 'online']);
  listen(page, ['click', 'visibilitychange']);
  listen(navigation, ['currententrychange']);
  setTimeout(() => {
    fetch(src.replace('least.js', 'v1/events'), { method: 'POST', body, signal: AbortSignal.timeout(20_000) }).then(
      ({ ok }) => ok && localStorage.removeItem('least.1'),
      () => {},
    );
  }, 400);
})();
