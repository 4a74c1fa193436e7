import { expect, test } from 'vitest';
import { ConfigError } from './config/problem.ts';
import { readConfig } from './config.ts';

const URL = 'postgres://u@localhost:5432/db';
const serve = (flags: readonly string[], env: Record<string, string> = {}) =>
  readConfig(['--metadata-database-url', URL, 'serve', ...flags], env);

const problemsOf = (argv: readonly string[], env: Record<string, string> = {}) => {
  try {
    readConfig(argv, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

test('reads the command line of the conformance runner', () => {
  const { command, config } = serve([
    '--enable-telemetry=false',
    '--server-port',
    '4711',
    '--stringify-numeric-types',
    '--admin-secret',
    'S',
  ]);
  expect(command).toBe('serve');
  expect(config).toMatchObject({
    metadataUrl: URL,
    defaultSource: null,
    enableTelemetry: false,
    serverPort: 4711,
    stringifyNumericTypes: true,
    adminSecret: 'S',
  });
});

test('prefers the command line over the environment, and takes an empty variable for unset', () => {
  const env = { HASURA_GRAPHQL_SERVER_PORT: '1', HASURA_GRAPHQL_ADMIN_SECRET: '' };
  const { config } = serve(['--server-port', '2'], env);
  expect(config.serverPort).toBe(2);
  expect(config.adminSecret).toBeUndefined();
});

test('a database URL serves as metadata database and as the source default', () => {
  const { config } = readConfig(['serve'], { HASURA_GRAPHQL_DATABASE_URL: URL });
  expect(config.metadataUrl).toBe(URL);
  expect(config.defaultSource).toEqual({ url: URL, fromEnv: 'HASURA_GRAPHQL_DATABASE_URL' });
});

test('names the database by its parts, quoting what a URL needs quoted', () => {
  const argv = ['--host', 'h', '-p', '5', '-u', 'a b', '--password', 'p:/w', '-d', 'x/y', 'serve'];
  const { config } = readConfig(argv, {});
  expect(config.defaultSource?.url).toBe('postgres://a%20b:p%3A%2Fw@h:5/x%2Fy');
});

test('tells every problem at once', () => {
  const env = {
    HASURA_GRAPHQL_SERVER_PORT: 'eighty',
    HASURA_GRAPHQL_ENABLE_CONSOLE: 'perhaps',
    HASURA_GRAPHQL_ENABLED_APIS: 'graphql,soap',
    HASURA_GRAPHQL_CORS_DOMAIN: 'example.com',
  };
  expect(problemsOf(['--database-url', 'mysql://x', 'serve'], env)).toEqual([
    '--database-url: is not a URL of the form postgres://user:password@host:port/database',
    'HASURA_GRAPHQL_SERVER_PORT: "eighty" is not a number between 0 and 65535',
    'HASURA_GRAPHQL_CORS_DOMAIN: "example.com" is not a domain of the form scheme://[*.]host[:port]',
    'HASURA_GRAPHQL_ENABLED_APIS: "soap" is not one of metadata, graphql, pgdump, config, developer, metrics',
    'HASURA_GRAPHQL_ENABLE_CONSOLE: "perhaps" is not a boolean: true or false is expected',
    expect.stringContaining('a metadata database is needed'),
  ]);
});

test('refuses an unknown flag and a missing command', () => {
  expect(problemsOf(['serve', '--speed'])).toEqual(["unknown option '--speed'"]);
  expect(problemsOf([])).toEqual([expect.stringContaining('a command is needed')]);
});

test('warns of variables in its name space that nothing reads', () => {
  const { warnings } = serve([], {
    HASURA_GRAPHQL_ENABEL_CONSOLE: 'true',
    HASURA_GRAPHQL_MIGRATIONS_DIR: '/x',
    OTHER: '1',
  });
  expect(warnings).toEqual([expect.stringContaining('HASURA_GRAPHQL_ENABEL_CONSOLE')]);
});

test('tells of each option that is accepted and makes no difference', () => {
  const { warnings } = serve(['--metadata-defaults', '{}'], {
    HASURA_GRAPHQL_QUERY_PLAN_CACHE_SIZE: '10',
    HASURA_GRAPHQL_EXPERIMENTAL_FEATURES: 'naming_convention, inherited_roles',
  });
  expect(warnings).toEqual([
    expect.stringMatching(/^HASURA_GRAPHQL_QUERY_PLAN_CACHE_SIZE has no effect: /),
    expect.stringMatching(/^--metadata-defaults has no effect: /),
    expect.stringMatching(/^the experimental feature inherited_roles has no effect: /),
  ]);
});

test('the flag that keeps sockets open is the opposite of its variable', () => {
  expect(serve([]).config.closeWebsocketsOnMetadataChange).toBe(true);
  const flag = '--disable-close-websockets-on-metadata-change';
  expect(serve([flag]).config.closeWebsocketsOnMetadataChange).toBe(false);
});
