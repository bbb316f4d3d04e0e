import { once } from 'node:events';
import { createServer } from 'node:http';

/** Answers of the page to what is clicked: a quiet control changes an attribute, all else what is seen. */
const BODY = `<h1>Shop</h1><p id="quiet" role="button">Quiet</p><p id="out">0</p>
  ${'<p><button>Add to basket</button> <a href="#here">Words to read</a></p>'.repeat(60)}
  <script>
    let no = 0;
    addEventListener('click', ({ target }) => {
      if (target === quiet) quiet.dataset.no = ++no; else out.textContent = ++no;
    });
  </script>`;

/**
 * Two origins, as with a hosted tracker: a shop whose pages have a candidate's tag each (`/NAME/…`), and the host of
 * scripts and collector, which takes whatever is sent.
 */
export async function serve() {
  /** Scripts by path, and what stands in the head of whose page. */
  const files = new Map();
  const heads = new Map();
  let received = 0;

  const collector = createServer((request, response) => {
    const { origin = '*', 'access-control-request-headers': headers = '*' } = request.headers;
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('access-control-allow-headers', headers);
    const file = files.get(new URL(request.url, 'http://x').pathname);
    if (file) {
      // The next page has it already, as in any shop.
      response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=3600' }).end(file);
      return;
    }
    request.on('data', (chunk) => {
      received += chunk.length;
    });
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  const shop = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const head = heads.get(request.url.split('/')[1]) ?? '';
    response.end(`<!doctype html><html lang="en"><head><title>Shop</title>${head}</head><body>${BODY}</body></html>`);
  });
  const [host, page] = await Promise.all(
    [collector, shop].map(async (server) => {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return `http://127.0.0.1:${server.address().port}`;
    }),
  );
  return {
    host,
    page,
    files,
    heads,
    /** Bytes of bodies that reached the collector since the last look. */
    received() {
      const bytes = received;
      received = 0;
      return bytes;
    },
    close() {
      for (const server of [collector, shop]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
