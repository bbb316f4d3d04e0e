import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Streams } from '../shell/output.ts';
import { createOutput, type Output } from '../shell/output.ts';

/** What every command gets from the process it runs in. */
export interface Shell {
  streams: Streams & { stdin: AsyncIterable<string | Buffer> & { isTTY?: boolean } };
  now: () => number;
  /** From the call on, the user's wish to end does not kill the process but resolves this. */
  stopped: () => Promise<void>;
}

/** Options of every command. */
export interface CommonOptions {
  json: boolean;
  data: string;
}

/** Options of commands that work on a site. */
export interface SiteOptions extends CommonOptions {
  url?: string;
  token?: string;
  site?: string;
}

/** Adds `--json` and `--data`. */
export function withCommon(command: Command): Command {
  return command
    .addOption(new Option('--json', 'print one JSON object on stdout, and nothing else there').default(false))
    .addOption(new Option('--data <dir>', 'data folder').default('.desirepath').env('DESIREPATH_DATA'));
}

/** Adds what names a site: in the data folder, or behind a server. */
export function withSite(command: Command): Command {
  return withCommon(command)
    .addOption(new Option('--site <id>', 'the site, where there are several'))
    .addOption(new Option('--url <origin>', 'a running server instead of the data folder'))
    .addOption(new Option('--token <token>', 'API token for that server').env('DESIREPATH_TOKEN'));
}

/** Parses a port. */
export function portOption(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}

/** Parses a whole number from 0 on. */
export function wholeOption(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number.');
}

/** The output of one run of a command. */
export function outputOf(shell: Shell, options: { json: boolean }): Output {
  return createOutput(shell.streams, options.json);
}
