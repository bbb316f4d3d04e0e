import { Command, CommanderError } from 'commander';
import { conformanceCommand } from './commands/conformance-command.ts';
import { demoCommand } from './commands/demo-command.ts';
import { doctorCommand } from './commands/doctor-command.ts';
import { eraseCommand } from './commands/erase-command.ts';
import { importCommand } from './commands/import-command.ts';
import { mapCommand } from './commands/map-command.ts';
import type { Shell } from './commands/options.ts';
import { queryCommand } from './commands/query-command.ts';
import { serveCommand } from './commands/serve-command.ts';
import { simulateCommand } from './commands/simulate-command.ts';
import { CliError, type ExitCode, messageOf } from './shell/cli-error.ts';

function createProgram(shell: Shell): Command {
  const program = new Command('desirepath')
    .description('Find the one step that holds the chain back.')
    .version('0.1.0')
    .addCommand(demoCommand(shell))
    .addCommand(serveCommand(shell))
    .addCommand(importCommand(shell))
    .addCommand(simulateCommand(shell))
    .addCommand(queryCommand(shell))
    .addCommand(mapCommand(shell))
    .addCommand(conformanceCommand(shell))
    .addCommand(doctorCommand(shell))
    .addCommand(eraseCommand(shell));
  const { stdout, stderr } = shell.streams;
  function prepare(command: Command): void {
    command.exitOverride().configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    });
    for (const child of command.commands) prepare(child);
  }
  prepare(program);
  return program;
}

/** Whether an error blames the caller: a plan that cannot be asked says so by its name. */
function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof Error && error.name === 'PlanError') return 2;
  return 1;
}

/**
 * Runs the CLI.
 *
 * @param args what follows the program's name
 * @returns the exit code: 0 done, 1 the work failed, 2 the call was wrong
 */
export async function run(args: readonly string[], shell: Shell): Promise<ExitCode> {
  try {
    await createProgram(shell).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const message = messageOf(error);
    if (message !== '') shell.streams.stderr.write(`${message}\n`);
    return exitCodeOf(error);
  }
}
