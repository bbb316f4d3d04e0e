import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { originSchema } from '@desirepath/schema';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openDataFolder } from '../data-folder/open-data-folder.ts';
import { showRecomputing } from '../server/show-recomputing.ts';
import { startServing } from '../server/start-serving.ts';
import { storefrontFolder } from '../server/storefront.ts';
import { tokensText } from '../shell/tokens-text.ts';
import { type CommonOptions, outputOf, portOption, type Shell, withCommon } from './options.ts';

interface ServeOptions extends CommonOptions {
  host: string;
  port: number;
  storefront?: string;
  storefrontPort: number;
  origin: string[];
}

/** `desirepath serve`: collector, query API and studio in one process, until it is told to end. */
export function serveCommand(shell: Shell): Command {
  return withCommon(new Command('serve'))
    .description('run the collector, the query API and the studio')
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1').env('DESIREPATH_HOST'))
    .addOption(new Option('--port <number>', 'port of collector and studio').argParser(portOption).default(4700))
    .addOption(new Option('--storefront <dir>', 'serve this folder of plain pages as a shop, too'))
    .addOption(new Option('--storefront-port <number>', 'port of that shop').argParser(portOption).default(4701))
    .addOption(
      new Option('--origin <origin...>', 'where the pages of a new site may write from, such as https://shop.example')
        .argParser(originOption)
        .default([]),
    )
    .action(async (options: ServeOptions) => {
      const output = outputOf(shell, options);
      const stopped = shell.stopped();
      // Before the data folder is made: a mistyped name must leave nothing behind.
      const map = options.storefront === undefined ? undefined : join(storefrontFolder(options.storefront), 'map.yaml');
      const hasMap = map !== undefined && existsSync(map);
      const folder = openDataFolder(options.data, {
        first: { ...(hasMap ? { map: 'maps/shop.yaml' } : {}), origins: options.origin },
        prepare: (path) => {
          if (hasMap) copyFileSync(map, join(path, 'maps', 'shop.yaml'));
        },
      });
      // At once: only their hashes are kept, and a port in use must not take them along.
      if (folder.tokens !== undefined) output.note(tokensText(folder.path, folder.tokens));
      const serving = await startServing(folder, {
        ...options,
        warn: output.note,
        onRecomputing: showRecomputing(shell.streams.stderr),
        watch: true,
        isPatient: true,
      });
      if (serving.storefront === undefined) {
        for (const { id, origins } of folder.sites)
          if (origins.length === 0) output.note(noOriginText(folder.path, id));
      }
      try {
        const site = folder.sites[0];
        const { pinnedTag } = await import('@desirepath/collector');
        const pinned = pinnedTag(serving.url, site?.write_key ?? '');
        output.result(
          {
            ready: true,
            studio: serving.url,
            collector: serving.url,
            storefront: serving.storefront ?? null,
            data: folder.path,
            sites: folder.sites.map(({ id, write_key }) => ({ id, write_key })),
          },
          [
            `Studio and collector: ${serving.url}`,
            ...(serving.storefront === undefined ? [] : [`Storefront: ${serving.storefront}`]),
            `Tag: <script defer src="${serving.url}/dp.js" data-site="${site?.write_key ?? ''}"></script>`,
            ...(pinned === undefined ? [] : [`This build of it and no other: ${pinned}`]),
            'Ctrl-C ends it.',
          ].join('\n'),
        );
        await stopped;
        output.note('Ending: storing what was accepted.');
      } finally {
        await serving.close();
      }
    });
}

/** Exact origins, and those with one `*` label; anything else would never match. */
function originOption(text: string, before: string[]): string[] {
  if (!originSchema.safeParse(text).success) {
    throw new InvalidArgumentError('Write an origin such as https://shop.example, without a path.');
  }
  return [...before, text];
}

function noOriginText(path: string, site: string): string {
  return `No browser may write to the site "${site}" yet: list the origin of its pages under "origins" in ${join(path, 'sites.yaml')} and start again.`;
}
