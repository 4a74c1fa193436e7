import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type ActionsFile, withSdl } from './actions-sdl.ts';

/** A folder as \`hasura init\` makes it (config v3) → what goes over the wire. */

export interface Migration {
  readonly source: string;
  readonly version: string;
  readonly name: string;
  readonly up: string;
}

export interface HasuraProject {
  readonly metadata: Readonly<Record<string, unknown>>;
  /** In the order in which they are applied. */
  readonly migrations: readonly Migration[];
}

/**
 * The same project with cron triggers on other schedules, where the environment says so: CRON_EXPIRE_RESERVATION for the
 * trigger expire_reservation. Metadata itself can name no variable there, so this is for who deploys by us.
 */
export function withSchedules(
  { metadata, ...rest }: HasuraProject,
  env: Readonly<Record<string, string | undefined>>,
): HasuraProject {
  const triggers = (metadata['cron_triggers'] ?? []) as readonly { readonly name: string }[];
  const cron_triggers = triggers.map((trigger) => {
    const schedule = env[`CRON_${trigger.name.toUpperCase()}`];
    return schedule ? { ...trigger, schedule } : trigger;
  });
  return { ...rest, metadata: { ...metadata, cron_triggers } };
}

/** Files whose content becomes a key of the metadata as it is. */
const FILES: readonly (readonly [file: string, key: string])[] = [
  ['databases/databases.yaml', 'sources'],
  ['remote_schemas.yaml', 'remote_schemas'],
  ['query_collections.yaml', 'query_collections'],
  ['allow_list.yaml', 'allowlist'],
  ['cron_triggers.yaml', 'cron_triggers'],
  ['rest_endpoints.yaml', 'rest_endpoints'],
  ['inherited_roles.yaml', 'inherited_roles'],
  ['api_limits.yaml', 'api_limits'],
  ['graphql_schema_introspection.yaml', 'graphql_schema_introspection'],
  ['network.yaml', 'network'],
  ['opentelemetry.yaml', 'opentelemetry'],
  ['metrics_config.yaml', 'metrics_config'],
  ['backend_configs.yaml', 'backend_configs'],
];

interface Config {
  readonly metadata_directory?: string;
  readonly migrations_directory?: string;
}

export function readProject(folder: string): HasuraProject {
  const config = (parse(readFileSync(path.join(folder, 'config.yaml'), 'utf8')) ?? {}) as Config;
  return {
    metadata: readMetadata(path.join(folder, config.metadata_directory ?? 'metadata')),
    migrations: readMigrations(path.join(folder, config.migrations_directory ?? 'migrations')),
  };
}

function readMetadata(folder: string): Readonly<Record<string, unknown>> {
  const parts = FILES.flatMap(([file, key]) => {
    const content = existsSync(path.join(folder, file))
      ? readYaml(path.join(folder, file))
      : undefined;
    return content == null ? [] : [[key, content] as const];
  });
  return { version: 3, sources: [], ...Object.fromEntries(parts), ...readActions(folder) };
}

function readActions(folder: string): Readonly<Record<string, unknown>> {
  const file = path.join(folder, 'actions.yaml');
  if (!existsSync(file)) return {};
  const sdl = path.join(folder, 'actions.graphql');
  return withSdl(
    (readYaml(file) ?? {}) as ActionsFile,
    existsSync(sdl) ? readFileSync(sdl, 'utf8') : '',
  );
}

/** A YAML file with every string "!include other.yaml" replaced by that file, which is found beside it. */
function readYaml(file: string): unknown {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
  return included(content);

  function included(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(included);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, included(inner)]),
      );
    if (typeof value !== 'string' || !value.startsWith('!include ')) return value;
    return readYaml(path.join(path.dirname(file), value.slice('!include '.length).trim()));
  }
}

/** <source>/<version>_<name>/up.sql, oldest version first; sources one after the other, as the CLI does. */
function readMigrations(folder: string): readonly Migration[] {
  return foldersIn(folder).flatMap((source) =>
    foldersIn(path.join(folder, source))
      .flatMap((entry) => {
        const [, version, name = ''] = /^(\d+)_?(.*)$/.exec(entry) ?? [];
        const file = path.join(folder, source, entry, 'up.sql');
        if (version === undefined || !existsSync(file)) return [];
        return [{ source, version, name, up: readFileSync(file, 'utf8') }];
      })
      .sort((a, b) => Number(BigInt(a.version) - BigInt(b.version))),
  );
}

const foldersIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
    : [];
