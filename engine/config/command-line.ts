import { Command, InvalidArgumentError, Option } from 'commander';
import type { OptionDef } from './option.ts';
import { GLOBAL_OPTIONS, type OptionName, SERVE_OPTIONS } from './options.ts';
import { ConfigError } from './problem.ts';

/** argv → the command, and the flags as they were written. */

const DESCRIPTION = {
  serve: 'answer requests',
  version: 'print the version',
  export: 'print the metadata as JSON',
  clean: "remove the engine's own schema, hdb_catalog, from the metadata database",
} as const;
export type CommandName = keyof typeof DESCRIPTION;
const COMMANDS = Object.keys(DESCRIPTION) as CommandName[];

export interface CommandLine {
  readonly command: CommandName;
  readonly flags: Readonly<Record<string, unknown>>;
}

export function parseArgv(argv: readonly string[]): CommandLine {
  let chosen: CommandLine | undefined;
  const messages: string[] = [];
  const program = new Command('graphql-engine')
    .description('Hasura-v2-compatible GraphQL engine on Postgres')
    .exitOverride()
    .configureOutput({ writeErr: (text) => messages.push(text) })
    .action(() => undefined); // without one, commander answers a missing command with its help
  for (const [name, option] of GLOBAL_OPTIONS) program.addOption(flagOf(name, option));
  for (const name of COMMANDS) {
    const command = program.command(name).description(DESCRIPTION[name]);
    command.exitOverride().configureOutput({ writeErr: (text) => messages.push(text) });
    if (name === 'serve')
      for (const [key, option] of SERVE_OPTIONS) command.addOption(flagOf(key, option));
    command.action(() => {
      chosen = { command: name, flags: { ...program.opts(), ...command.opts() } };
    });
  }
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (isHelp(error)) throw error;
    const told = messages.join('').trim();
    throw new ConfigError([told.replace(/^error: /, '')]);
  }
  if (chosen === undefined) throw new ConfigError([`a command is needed: ${COMMANDS.join(', ')}`]);
  return chosen;
}

function flagOf(name: OptionName, option: OptionDef): Option {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  // A switch may be written bare or with a value: the original takes `--enable-telemetry=false` and `--enable-console`.
  const argument = option.isSwitch ? ' [boolean]' : ' <value>';
  const [variable] = option.env;
  const help = variable === undefined ? option.help : `${option.help} (${variable})`;
  const flag = new Option(`${short}--${option.flag}${argument}`, help);
  flag.argParser((raw: string) => {
    if (raw === '') throw new InvalidArgumentError('is empty');
    return raw;
  });
  flag.attributeName = () => name;
  return flag;
}

/** True where commander has printed what was asked for and wants to leave with 0. */
export const isHelp = (error: unknown): boolean =>
  error instanceof Error && 'exitCode' in error && error.exitCode === 0;
