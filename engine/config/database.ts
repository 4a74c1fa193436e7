import type { OptionName } from './options.ts';

/** Which databases were named, by URL or by parts. */

export interface Databases {
  /** Where metadata and the event log live. */
  readonly metadataUrl: string;
  /** The database of the source `default`, when one was named; with the variable it came from, if it was one. */
  readonly defaultSource: { readonly url: string; readonly fromEnv: string | null } | null;
}

type Values = Readonly<Record<string, unknown>>;

const VARIABLE = 'HASURA_GRAPHQL_DATABASE_URL';
const PARTS = ['host', 'port', 'user', 'dbname'] as const;

/** `isFlag`: whether the URL was said on the command line, which wins over the variable. */
export function readDatabases(
  values: Values,
  isFlag: boolean,
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Databases {
  const text = (name: OptionName): string | null => {
    const value = values[name];
    return typeof value === 'string' ? value : null;
  };
  const url = text('databaseUrl') ?? urlOfParts(values, problems);
  const metadataUrl = text('metadataDatabaseUrl') ?? url;
  if (metadataUrl === null)
    problems.push(
      'a metadata database is needed: --metadata-database-url (HASURA_GRAPHQL_METADATA_DATABASE_URL) ' +
        `or --database-url (${VARIABLE})`,
    );
  const fromEnv = !isFlag && env[VARIABLE] ? VARIABLE : null;
  return { metadataUrl: metadataUrl ?? '', defaultSource: url === null ? null : { url, fromEnv } };
}

/** `--host … --dbname …`, the older way to name the database. */
function urlOfParts(values: Values, problems: string[]): string | null {
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
