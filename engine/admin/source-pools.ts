import { readFileSync } from 'node:fs';
import { EngineError } from '../base/error.ts';
import type { Sources } from '../execute/execute.ts';
import type { ConnectionInfo, DatabaseUrl, Source } from '../metadata/model/source.ts';
import { openPool, type Pool, type PoolOptions } from '../pg/pool.ts';
import { type Address, parseUrl, tlsMode } from '../pg/url.ts';

/** The pools of the sources that metadata names: one a source, replaced when its configuration changes. */

type Environment = Readonly<Record<string, string | undefined>>;

export interface SourcePools extends Sources {
  /** The pool of a source as metadata has it now: the one that is open, or a new one. */
  open(source: Pick<Source, 'name' | 'configuration'>): Pool;
  /** Closes the pools of all other sources, once what runs on them has ended. */
  keepOnly(names: readonly string[]): void;
  names(): readonly string[];
  close(): Promise<void>;
}

interface Entry {
  readonly pool: Pool;
  /** What it was opened with; another text means another pool. */
  readonly fingerprint: string;
}

export function openSourcePools(env: Environment, defaults: Partial<PoolOptions>): SourcePools {
  const entries = new Map<string, Entry>();
  return {
    open({ name, configuration }) {
      const info = configuration.connection_info;
      const address = addressOf(info, env);
      const fingerprint = JSON.stringify([info, address(), [...address().settings]]);
      const known = entries.get(name);
      if (known?.fingerprint === fingerprint) return known.pool;
      const pool = openPool(address, { ...defaults, ...optionsOf(info) });
      entries.set(name, { pool, fingerprint });
      known?.pool.close();
      return pool;
    },
    keepOnly(names) {
      for (const [name, { pool }] of entries) {
        if (names.includes(name)) continue;
        entries.delete(name);
        pool.close();
      }
    },
    pool(name) {
      const entry = entries.get(name);
      if (entry === undefined)
        throw new EngineError('not-exists', `source with name "${name}" does not exist`);
      return entry.pool;
    },
    names: () => [...entries.keys()],
    close: async () => {
      await Promise.all([...entries.values()].map(({ pool }) => pool.close()));
    },
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
