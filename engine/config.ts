import type { z } from 'zod';
import { type CommandName, parseArgv } from './config/command-line.ts';
import { type Databases, readDatabases } from './config/database.ts';
import type { OptionDef } from './config/option.ts';
import { ALL_OPTIONS, type OPTIONS, type OptionName } from './config/options.ts';
import { ConfigError } from './config/problem.ts';
import { warningsOf } from './config/warnings.ts';

/** argv and environment → Config. Every problem is found before the first is told. */

export type Config = {
  readonly [Name in OptionName]: z.output<(typeof OPTIONS)[Name]['value']>;
} & Databases;

export interface Invocation {
  readonly command: CommandName;
  readonly config: Config;
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readConfig(argv: readonly string[], env: Environment): Invocation {
  const { command, flags } = parseArgv(argv);
  if (command === 'version') return { command, config: defaults(), warnings: [] };
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, option] of ALL_OPTIONS) {
    const found = lookup(name, option, flags, env);
    const parsed = option.value.safeParse(found?.raw);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${found?.origin ?? option.env[0] ?? name}: ${reason(parsed.error)}`);
  }
  const databases = readDatabases(values, flags['databaseUrl'] !== undefined, env, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  // Each key of OPTIONS was parsed by its own schema above, which is what the type Config says.
  const config = { ...values, ...databases } as unknown as Config;
  return { command, config, warnings: warningsOf(env, flags, config.experimentalFeatures) };
}

/** The values that hold when nothing was said; tests start from them. */
export function defaults(): Config {
  const values = Object.fromEntries(
    ALL_OPTIONS.map(([name, option]) => [name, option.value.parse(undefined)]),
  );
  return { ...values, metadataUrl: '', defaultSource: null } as unknown as Config;
}

interface Found {
  readonly raw: unknown;
  readonly origin: string;
}

/** The command line wins over the environment; an empty variable counts as unset, as in the original. */
function lookup(
  name: OptionName,
  option: OptionDef,
  flags: Readonly<Record<string, unknown>>,
  env: Environment,
): Found | undefined {
  const flag = flags[name];
  if (flag !== undefined) {
    const raw = flag === true && option.isInverseFlag ? 'false' : flag;
    return { raw, origin: `--${option.flag}` };
  }
  for (const variable of option.env) {
    const raw = env[variable];
    if (raw !== undefined && raw !== '') return { raw, origin: variable };
  }
  return undefined;
}

const reason = (error: z.ZodError): string => error.issues.map((issue) => issue.message).join('; ');
