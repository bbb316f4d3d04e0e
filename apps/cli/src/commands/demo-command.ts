import { Command, Option } from 'commander';
import { runDemo } from '../demo/run-demo.ts';
import { outputOf, portOption, type Shell, wholeOption } from './options.ts';

interface DemoCommandOptions {
  json: boolean;
  data?: string;
  host: string;
  port?: number;
  storefrontPort?: number;
  once: boolean;
  seed: number;
  shoppers: number;
}

/** `desirepath demo`: a simulated shop with 30 days behind it, from nothing to the answer. */
export function demoCommand(shell: Shell): Command {
  return new Command('demo')
    .description('fill a fresh shop with 30 simulated days, name the step that holds it back, and keep running')
    .addOption(new Option('--json', 'print one JSON object on stdout, and nothing else there').default(false))
    .addOption(new Option('--data <dir>', 'keep the data in this folder; by default a fresh one is used and deleted'))
    .addOption(new Option('--once', 'print the answer and end').default(false))
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1').env('DESIREPATH_HOST'))
    .addOption(
      new Option('--port <number>', 'port of collector and studio (4700; any free one with --once)').argParser(
        portOption,
      ),
    )
    .addOption(
      new Option('--storefront-port <number>', 'port of the shop (4701; any free one with --once)').argParser(
        portOption,
      ),
    )
    .addOption(new Option('--seed <number>', 'the same seed gives the same shoppers').argParser(wholeOption).default(1))
    .addOption(
      new Option('--shoppers <number>', 'people that come in the 30 days').argParser(wholeOption).default(22_000),
    )
    .action(async (options: DemoCommandOptions) => {
      const { port, storefrontPort, json: _json, ...rest } = options;
      await runDemo(
        {
          ...rest,
          port: port ?? (options.once ? 0 : 4700),
          storefrontPort: storefrontPort ?? (options.once ? 0 : 4701),
        },
        { output: outputOf(shell, options), stderr: shell.streams.stderr, now: shell.now, stopped: shell.stopped() },
      );
    });
}
