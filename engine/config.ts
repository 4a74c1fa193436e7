import { Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { OPTIONS, type OptionDef, type OptionName } from './config/options.ts';

/** argv and environment → Config. Every problem is found before the first is told. */

export type Config = {
  readonly [Name in OptionName]: z.output<(typeof OPTIONS)[Name]['value']>;
} & {
  /** Where metadata and the event log live. */
  readonly metadataUrl: string;
  /** The database of the source `default`, when one was named; with the variable it came from, if it was one. */
  readonly defaultSource: { readonly url: string; readonly fromEnv: string | null } | null;
};

export const COMMANDS = ['serve', 'version', 'export', 'clean'] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface Invocation {
  readonly command: CommandName;
  readonly config: Config;
  readonly warnings: readonly string[];
}

export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`invalid configuration:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
type Given = { readonly command: CommandName; readonly flags: Readonly<Record<string, unknown>> };

export function readConfig(argv: readonly string[], env: Environment): Invocation {
  const given = parseArgv(argv);
  if (given.command === 'version') return { command: 'version', config: defaults(), warnings: [] };
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, option] of entries()) {
    const found = lookup(name, option, given.flags, env);
    const parsed = option.value.safeParse(found?.raw);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${found?.origin ?? option.env[0] ?? name}: ${reason(parsed.error)}`);
  }
  const connection = readConnection(values, given.flags, env, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  // Each key of OPTIONS was parsed by its own schema above, which is what the type Config says.
  const config = { ...values, ...connection } as unknown as Config;
  return { command: given.command, config, warnings: warningsOf(env) };
}

/** The values that hold when nothing was said; tests start from them. */
export function defaults(): Config {
  const values = Object.fromEntries(
    entries().map(([name, option]) => [name, option.value.parse(undefined)]),
  );
  return { ...values, metadataUrl: '', defaultSource: null } as unknown as Config;
}

const entries = (): [OptionName, OptionDef][] =>
  Object.entries(OPTIONS) as [OptionName, OptionDef][];

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

function parseArgv(argv: readonly string[]): Given {
  let chosen: Given | undefined;
  const messages: string[] = [];
  const program = new Command('graphql-engine')
    .description('Hasura-v2-compatible GraphQL engine on Postgres')
    .exitOverride()
    .configureOutput({ writeErr: (text) => messages.push(text) })
    .action(() => undefined); // without one, commander answers a missing command with its help
  for (const [name, option] of entries())
    if (option.scope === 'global') program.addOption(flagOf(name, option));
  for (const name of COMMANDS) {
    const command = program.command(name).description(DESCRIPTION[name]);
    command.exitOverride().configureOutput({ writeErr: (text) => messages.push(text) });
    if (name === 'serve')
      for (const [key, option] of entries())
        if (option.scope === 'serve') command.addOption(flagOf(key, option));
    command.action(() => {
      chosen = { command: name, flags: { ...program.opts(), ...command.opts() } };
    });
  }
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (isHelp(error)) throw error;
    throw new ConfigError([
      messages
        .join('')
        .trim()
        .replace(/^error: /, ''),
    ]);
  }
  if (chosen === undefined) throw new ConfigError([`a command is needed: ${COMMANDS.join(', ')}`]);
  return chosen;
}

const DESCRIPTION: Record<CommandName, string> = {
  serve: 'answer requests',
  version: 'print the version',
  export: 'print the metadata as JSON',
  clean: "remove the engine's own schema, hdb_catalog, from the metadata database",
};

function flagOf(name: OptionName, option: OptionDef): Option {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  // A switch may be written bare or with a value: the original takes `--enable-telemetry=false` and `--enable-console`.
  const argument = option.isSwitch ? ' [boolean]' : ' <value>';
  const flag = new Option(`${short}--${option.flag}${argument}`, option.help);
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

const PARTS = ['host', 'port', 'user', 'dbname'] as const;

function readConnection(
  values: Readonly<Record<string, unknown>>,
  flags: Readonly<Record<string, unknown>>,
  env: Environment,
  problems: string[],
): Pick<Config, 'metadataUrl' | 'defaultSource'> {
  const text = (name: OptionName): string | null => {
    const value = values[name];
    return typeof value === 'string' ? value : null;
  };
  const url = text('databaseUrl') ?? urlOfParts(values, problems);
  const metadataUrl = text('metadataDatabaseUrl') ?? url;
  if (metadataUrl === null)
    problems.push(
      'a metadata database is needed: --metadata-database-url (HASURA_GRAPHQL_METADATA_DATABASE_URL) ' +
        'or --database-url (HASURA_GRAPHQL_DATABASE_URL)',
    );
  const isFromEnv = url !== null && flags['databaseUrl'] === undefined;
  const fromEnv =
    isFromEnv && env['HASURA_GRAPHQL_DATABASE_URL'] ? 'HASURA_GRAPHQL_DATABASE_URL' : null;
  return { metadataUrl: metadataUrl ?? '', defaultSource: url === null ? null : { url, fromEnv } };
}

/** `--host … --dbname …`, the older way to name the database. */
function urlOfParts(values: Readonly<Record<string, unknown>>, problems: string[]): string | null {
  const given = PARTS.filter((part) => values[part] !== undefined);
  if (given.length === 0) return null;
  const missing = PARTS.filter((part) => part !== 'port' && values[part] === undefined);
  if (missing.length > 0) {
    problems.push(`${missing.map((part) => `--${part}`).join(', ')}: needed beside --${given[0]}`);
    return null;
  }
  const url = new URL('postgres://localhost');
  url.hostname = String(values['host']);
  url.port = String(values['port'] ?? 5432);
  url.username = String(values['user']);
  if (values['password'] !== undefined) url.password = String(values['password']);
  url.pathname = `/${encodeURIComponent(String(values['dbname']))}`;
  return url.href;
}

/** Variables of the cli-migrations image and of the CLI: read by others, so not ours to warn about. */
const OF_OTHER_PROGRAMS =
  /^HASURA_GRAPHQL_(CLI_ENVIRONMENT|ENDPOINT|MIGRATIONS_(DIR|SERVER_PORT|SERVER_TIMEOUT|DATABASE_ENV_VAR)|METADATA_DIR)$/;

/** A variable of our name space that nothing reads is told, for it may be a misspelling or an enterprise option. */
function warningsOf(env: Environment): string[] {
  const known = new Set(entries().flatMap(([, option]) => option.env));
  const unknown = Object.keys(env).filter(
    (name) =>
      name.startsWith('HASURA_GRAPHQL_') && !known.has(name) && !OF_OTHER_PROGRAMS.test(name),
  );
  const unused = entries().flatMap(([, { env: names, ignored }]) =>
    ignored === undefined
      ? []
      : names
          .filter((name) => env[name] !== undefined && env[name] !== '')
          .map((name) => `${name} has no effect: ${ignored}`),
  );
  return [
    ...unknown
      .sort()
      .map(
        (name) =>
          `${name} is not an option of this engine (metadata may still read it by from_env)`,
      ),
    ...unused,
  ];
}
