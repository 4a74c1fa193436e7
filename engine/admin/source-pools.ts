import { readFileSync } from 'node:fs';
import { EngineError } from '../base/error.ts';
import type { ConnectionInfo, DatabaseUrl } from '../metadata/model/source.ts';
import { openPool } from '../pg/connection-pool.ts';
import type { Pool, PoolOptions } from '../pg/pool.ts';
import { type Address, parseUrl, tlsMode } from '../pg/url.ts';

/** From a source's configuration to its pool. */

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Opening {
  /** Equal for configurations that mean the same connections. */
  readonly fingerprint: string;
  open(): Pool;
}

export function poolOf(
  info: ConnectionInfo,
  env: Environment,
  defaults: Partial<PoolOptions>,
): Opening {
  const address = addressOf(info, env);
  const options = { ...defaults, ...optionsOf(info) };
  return {
    fingerprint: JSON.stringify([info, address(), [...address().settings]]),
    open: () => openPool(address, options),
  };
}

/** Environment variables are read once; a file at each new connection, since it is there to be changed. */
function addressOf(info: ConnectionInfo, env: Environment): () => Address {
  const tls = tlsOf(info, env);
  const { database_url: url } = info;
  if (typeof url === 'object' && 'dynamic_from_file' in url)
    return () => ({ ...parseUrl(readUrlFile(url.dynamic_from_file)), ...tls });
  const address = { ...parse(databaseUrlText(url, env)), ...tls };
  return () => address;
}

/** The URL that a source's `database_url` stands for. */
export function databaseUrlText(url: DatabaseUrl, env: Environment): string {
  if (typeof url === 'string') return url;
  if ('from_env' in url) return readVariable(url.from_env, env);
  if ('dynamic_from_file' in url) return readUrlFile(url.dynamic_from_file);
  const { host, port, username, password, database } = url.connection_parameters;
  const text = new URL('postgres://localhost');
  text.hostname = host;
  text.port = String(port);
  text.username = username;
  text.password = password ?? '';
  text.pathname = `/${encodeURIComponent(database)}`;
  return text.href;
}

function readVariable(name: string, env: Environment): string {
  const value = env[name];
  if (value === undefined)
    throw new EngineError('not-found', `environment variable '${name}' not set`, [], 400);
  return value;
}

function readUrlFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new EngineError('invalid-configuration', `cannot read the file "${path}"`);
  }
}

function parse(url: string): Address {
  try {
    return parseUrl(url);
  } catch (error) {
    // The URL holds the password: it is not repeated.
    throw new EngineError(
      'invalid-configuration',
      `invalid database URL: ${error instanceof Error ? error.message : 'not a URL'}`,
    );
  }
}

function tlsOf({ ssl_configuration: tls }: ConnectionInfo, env: Environment): Partial<Address> {
  if (tls === undefined) return {};
  type Given = typeof tls.sslcert;
  const text = (given: Given): string | null => {
    if (given === undefined) return null;
    return typeof given === 'string' ? given : readVariable(given.from_env, env);
  };
  const [cert, key] = [text(tls.sslcert), text(tls.sslkey)];
  return {
    tls: tlsMode(tls.sslmode),
    rootCertificate: text(tls.sslrootcert),
    clientCertificate: cert !== null && key !== null ? { cert, key } : null,
    keyPassphrase: text(tls.sslpassword),
  };
}

function optionsOf(info: ConnectionInfo): Partial<PoolOptions> {
  const { pool_settings: settings = {}, isolation_level: isolation } = info;
  const max = settings.total_max_connections ?? settings.max_connections;
  return {
    isolation,
    ...(max === undefined ? {} : { max: Math.max(1, max) }),
    ...(settings.idle_timeout === undefined ? {} : { idleSeconds: settings.idle_timeout }),
    ...(settings.pool_timeout === undefined ? {} : { waitSeconds: settings.pool_timeout }),
    ...(settings.connection_lifetime === undefined
      ? {}
      : { lifetimeSeconds: settings.connection_lifetime }),
  };
}
