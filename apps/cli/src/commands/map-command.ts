import { compileMap, looseCaveats, mapAutomaton } from '@desirepath/engine';
import { Command } from 'commander';
import { loadMap } from '../data-folder/load-map.ts';
import { alreadySaid } from '../shell/cli-error.ts';
import { type CommonOptions, outputOf, type Shell, withCommon } from './options.ts';

/** `desirepath map check FILE`: whether a journey map can be used, and if not, every reason. */
export function mapCommand(shell: Shell): Command {
  const check = withCommon(new Command('check'))
    .description('check a journey map; exit code 1 when it is not valid')
    .argument('<file>', 'the map, YAML or JSON')
    .action((file: string, options: CommonOptions) => {
      const output = outputOf(shell, options);
      const loaded = loadMap(file);
      if ('map' in loaded) {
        const { name, goal, stages } = loaded.map;
        const touchpoints = stages.reduce((sum, stage) => sum + stage.touchpoints.length, 0);
        const warnings = looseCaveats(mapAutomaton(compileMap(loaded.map)));
        const said = `${file} is valid: "${name}", ${stages.length} stages, ${touchpoints} touchpoints, goal ${goal}.`;
        output.result(
          { file, valid: true, name, goal, stages: stages.length, touchpoints, problems: [], warnings },
          [said, ...warnings].join('\n'),
        );
        return;
      }
      const lines = loaded.problems.map(({ line, path, message }) => {
        const where = [line === null ? '' : `line ${line}`, path].filter((part) => part !== '').join(', ');
        return where === '' ? message : `${where}: ${message}`;
      });
      const count = loaded.problems.length === 1 ? '1 problem' : `${loaded.problems.length} problems`;
      output.result(
        { file, valid: false, problems: loaded.problems },
        [`${file} has ${count}:`, ...lines.map((line) => `  ${line}`)].join('\n'),
      );
      throw alreadySaid();
    });
  return new Command('map').description('work with journey maps').addCommand(check);
}
