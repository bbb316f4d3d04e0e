import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { siteMap } from '../data-folder/load-map.ts';
import { whyUnreadable, wrongCall } from '../shell/cli-error.ts';
import { openTarget } from '../target/open-target.ts';
import { answerText } from './answer-text.ts';
import { outputOf, type Shell, type SiteOptions, withSite } from './options.ts';
import { PLAN_KINDS, readPlan } from './plan.ts';

async function readAll(stream: AsyncIterable<string | Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

async function planText(shell: Shell, file: string | undefined): Promise<string> {
  const { stdin, stderr } = shell.streams;
  if (file === undefined || file === '-') {
    // Nothing else would tell why nothing happens.
    if (stdin.isTTY === true) stderr.write('Write the plan, such as {"plan":"stages"}, and end it with Ctrl-D.\n');
    return readAll(stdin);
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw wrongCall(
      `The plan ${file} cannot be read: ${whyUnreadable(error)}; check the path, or give the plan on stdin.`,
      error,
    );
  }
}

interface QueryOptions extends SiteOptions {
  map?: string;
}

/** `desirepath query [FILE]`: answers a plan. */
export function queryCommand(shell: Shell): Command {
  return withSite(new Command('query'))
    .description(`answer a question: ${PLAN_KINDS.slice(0, -1).join(', ')} or ${PLAN_KINDS.at(-1)}`)
    .argument('[file]', 'the plan, a JSON file; without it stdin is read')
    .option('--map <file>', 'the other map of compare_maps, from its file')
    .action(async (file: string | undefined, options: QueryOptions) => {
      const output = outputOf(shell, options);
      const plan = readPlan(
        await planText(shell, file),
        file === undefined || file === '-' ? 'The input' : `The file ${file}`,
        options.map === undefined ? {} : { map: siteMap(options.map) },
      );
      const target = await openTarget(options, output, { existing: true });
      try {
        const answer = await target.ask(plan);
        output.result(answer, answerText(answer));
      } finally {
        await target.close();
      }
    });
}
