import { userInfo } from 'node:os';

/** A connection URL, read as libpq reads it. */
export interface Address {
  /** A path (`/run/postgresql`) names the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
  readonly database: string;
  readonly tls: TlsMode;
  /** Certificates and keys are PEM, or the paths of files with it. */
  readonly rootCertificate: string | null;
  readonly clientCertificate: { readonly cert: string; readonly key: string } | null;
  readonly keyPassphrase: string | null;
  readonly connectTimeoutMs: number;
  /** Sent at start-up: application_name, options, and the like. */
  readonly settings: ReadonlyMap<string, string>;
}

export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

const CONNECT_TIMEOUT_MS = 10_000;
const SETTINGS = ['application_name', 'options', 'search_path'];

export function parseUrl(text: string): Address {
  if (!/^postgres(ql)?:\/\//.test(text)) throw new Error('not a postgres:// URL');
  const url = new URL(text);
  const option = (name: string): string | null => url.searchParams.get(name);
  const host = option('host') ?? decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(url.username) || option('user') || userInfo().username;
  const password = decodeURIComponent(url.password) || option('password');
  const database = decodeURIComponent(url.pathname.slice(1)) || option('dbname') || user;
  const seconds = Number(option('connect_timeout') ?? 0);
  const cert = option('sslcert');
  const key = option('sslkey');
  return {
    host: host || 'localhost',
    port: Number(url.port || option('port') || 5432),
    user,
    password: password || null,
    database,
    tls: host.startsWith('/') ? 'disable' : tlsMode(option('sslmode')),
    rootCertificate: option('sslrootcert'),
    clientCertificate: cert !== null && key !== null ? { cert, key } : null,
    keyPassphrase: option('sslpassword'),
    connectTimeoutMs: seconds > 0 ? seconds * 1000 : CONNECT_TIMEOUT_MS,
    settings: new Map(
      SETTINGS.flatMap((name) => {
        const value = option(name);
        return value === null ? [] : [[name, value] as const];
      }),
    ),
  };
}

export function tlsMode(asked: string | null): TlsMode {
  switch (asked) {
    case 'disable':
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return asked;
    case null:
    case 'allow':
    case 'prefer':
      return 'prefer'; // libpq's default: TLS where the server offers it, unverified
    default:
      throw new Error(`sslmode "${asked}" is unknown`);
  }
}
