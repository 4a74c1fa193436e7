import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What one data folder keeps to itself. */
export interface Secrets {
  /** Names this installation, for the files that must lie outside its data folder. */
  readonly installation: string;
  readonly databasePassword: string;
  readonly adminSecret: string;
  readonly jwtKey: string;
  readonly handlersSecret: string;
  readonly s3AccessKey: string;
  readonly s3SecretKey: string;
}

/** The secrets of the folder, made up the first time, readable by their owner alone. */
export function openSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json');
  const kept = read(file);
  const secrets: Secrets = { ...makeUp(), ...kept };
  if (Object.keys(kept).length < Object.keys(secrets).length) {
    mkdirSync(dataDir, { recursive: true, mode: 0o755 });
    writeFileSync(`${file}.draft`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.draft`, file);
  }
  return secrets;
}

function read(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch (error) {
    // A broken file must not be replaced in silence: the database would refuse the new password.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read: mend it, or begin anew with --reset`, {
      cause: error,
    });
  }
}

const makeUp = (): Secrets => ({
  installation: randomUUID(),
  databasePassword: secret(),
  adminSecret: secret(),
  jwtKey: secret(48),
  handlersSecret: secret(),
  s3AccessKey: 'nordkapp',
  s3SecretKey: secret(),
});

// base64url needs no quoting in a URL, a header or a shell.
const secret = (bytes = 24): string => randomBytes(bytes).toString('base64url');
