import { type DataFolderOptions, openDataFolder } from '../data-folder/open-data-folder.ts';
import { chooseSite } from '../server/choose-site.ts';
import { wrongCall } from '../shell/cli-error.ts';
import type { Output } from '../shell/output.ts';
import { tokensText } from '../shell/tokens-text.ts';
import { folderTarget } from './folder-target.ts';
import { serverTarget } from './server-target.ts';
import type { Target, TargetOptions } from './target.ts';

/**
 * Opens what a command works on: the server of `--url`, else the data folder.
 *
 * @param how the folder is opened
 * @throws CliError when the folder is held or broken, the server does not answer, or the site is not there
 */
export async function openTarget(options: TargetOptions, output: Output, how: DataFolderOptions = {}): Promise<Target> {
  if (options.url !== undefined) return serverTarget(options.url, options.token, options.site);
  if (options.token !== undefined)
    throw wrongCall('A token is for a server: name it with --url, or leave out --token and DESIREPATH_TOKEN.');
  const folder = openDataFolder(options.data, how);
  if (folder.tokens !== undefined) output.note(tokensText(folder.path, folder.tokens));
  try {
    const { id } = chooseSite(folder.sites, options.site);
    // Loads the embedded ClickHouse: only where it is needed.
    const { openRuntime } = await import('../server/open-runtime.ts');
    const runtime = await openRuntime(folder, { stitch: false, warn: output.note });
    return await folderTarget(runtime, id);
  } catch (error) {
    folder.lock.release();
    throw error;
  }
}
