import { Command, Option } from 'commander';
import { z } from 'zod';
import { failed, wrongCall } from '../shell/cli-error.ts';
import { countText } from '../shell/progress.ts';
import { refusal } from '../target/import-request.ts';
import { openTarget } from '../target/open-target.ts';
import { outputOf, type Shell, type SiteOptions, withSite } from './options.ts';

interface EraseOptions extends SiteOptions {
  person?: string;
  visitor?: string;
}

const reportSchema = z.object({
  erased: z.record(z.string(), z.number()),
  left: z.number(),
  spool_segments_left: z.number(),
});

/** `desirepath erase`: takes everything of a person, or of one visitor, out of every table and file, and counts what is left. */
export function eraseCommand(shell: Shell): Command {
  return withSite(new Command('erase'))
    .description('erase a person or a visitor everywhere, and prove it by counting')
    .addOption(new Option('--person <id>', "the shop's own id of the person: all their visitors go with them"))
    .addOption(new Option('--visitor <id>', 'a single browser or device'))
    .action(async (options: EraseOptions) => {
      const output = outputOf(shell, options);
      const { person, visitor } = options;
      if ((person === undefined) === (visitor === undefined)) {
        throw wrongCall('Say whom to erase: give --person or --visitor, one of them.');
      }
      const target = await openTarget(options, output, { existing: true });
      try {
        const body = JSON.stringify(person === undefined ? { visitor } : { person });
        const response = await target.call('/v1/erase', { method: 'POST', body });
        if (!response.ok) throw await refusal(response);
        const answer = await response.json();
        const { erased, left, spool_segments_left } = reportSchema.parse(answer);
        const list = Object.entries(erased).map(([table, rows]) => `${countText(rows)} ${table}`);
        const who = person === undefined ? `visitor ${visitor}` : `person ${person}`;
        if (left > 0 || spool_segments_left > 0) {
          throw failed(
            `Of ${who}, ${countText(left)} rows are still there: events came in meanwhile; run the command again.`,
          );
        }
        if (Object.values(erased).every((rows) => rows === 0)) {
          const hint =
            person !== undefined && /^[uv]:/.test(person) ? ', without the letter that journeys put before it' : '';
          output.result(answer as object, `There was nothing of ${who}: check the id${hint}.`);
          return;
        }
        output.result(answer as object, `Erased of ${who}: ${list.join(', ')}. Counted again: nothing is left.`);
      } finally {
        await target.close();
      }
    });
}
