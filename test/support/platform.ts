import path from 'node:path';
import { openHasuraClient } from '../../scripts/hasura/client.ts';
import { deploy } from '../../scripts/hasura/deploy.ts';
import { readProject } from '../../scripts/hasura/project.ts';
import type { PartName } from '../../scripts/platform/part.ts';
import { Platform } from '../../scripts/platform/platform.ts';
import { ROOT } from '../../scripts/platform/programs.ts';
import type { Secrets } from '../../scripts/services/secrets.ts';
import { dropSite, FAST_POSTGRES, scratchSite } from './site.ts';

/** Where the parts of a platform are reached, and by which secrets. */
export interface PlatformAddresses {
  /** The engine's address, without a path. */
  readonly engineUrl: string;
  readonly handlersUrl: string;
  readonly databaseUrl: string;
  readonly mailUrl: string;
  readonly s3Endpoint: string;
  readonly temporalAddress: string;
  readonly secrets: Secrets;
  readonly dataDir: string;
}

/** A whole platform of a test's own: what `scripts/start` starts, on free ports, in a scratch folder. */
export interface TestPlatform extends PlatformAddresses {
  readonly addresses: PlatformAddresses;
  /** Parts as \`start\` would list them, for a test that asks why one is degraded. */
  parts(): Platform['parts'];
  /** All caught mail to an address, newest first. */
  mailTo(address: string): Promise<readonly Mail[]>;
  /** SIGKILL, and down until \`restart\`. */
  kill(name: PartName): Promise<void>;
  restart(name: PartName): Promise<void>;
  stop(): Promise<void>;
}

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface TestPlatformOptions {
  readonly without?: readonly PartName[];
  /** On top of what the programs are told. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What would make the chain take a service from outside, which a test could not kill. */
const OUTSIDE = ['PG_DATABASE_URL', 'TEMPORAL_ADDRESS', 'S3_ENDPOINT', 'SMTP_URL'] as const;

export async function startPlatform({
  without = [],
  env = {},
}: TestPlatformOptions = {}): Promise<TestPlatform> {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !OUTSIDE.some((outside) => outside === name) && !name.startsWith('HASURA_GRAPHQL_'),
    ),
  );
  const site = await scratchSite('platform', { ...own, ...env });
  // A commit that is answered must survive a SIGKILL of Postgres: what lies in its own buffers would not.
  const postgresSettings = { ...FAST_POSTGRES, synchronous_commit: 'on' };
  const platform = new Platform(site, { without, postgresSettings });
  try {
    await platform.openApi();
    const { environment } = platform;
    const engineUrl = environment['HASURA_GRAPHQL_ENDPOINT'] ?? '';
    const adminSecret = environment['HASURA_GRAPHQL_ADMIN_SECRET'] ?? '';
    await Promise.all([
      platform.openRest(),
      deploy(openHasuraClient(engineUrl, adminSecret), readProject(path.join(ROOT, 'hasura'))),
    ]);
    const addresses: PlatformAddresses = {
      engineUrl,
      mailUrl: `http://127.0.0.1:${site.ports.mailPage}`,
      handlersUrl: environment['HANDLERS_URL'] ?? '',
      databaseUrl: environment['PG_DATABASE_URL'] ?? '',
      s3Endpoint: environment['S3_ENDPOINT'] ?? '',
      temporalAddress: environment['TEMPORAL_ADDRESS'] ?? '',
      secrets: site.secrets,
      dataDir: site.dataDir,
    };
    return {
      ...addresses,
      addresses,
      parts: () => platform.parts,
      mailTo: (address) => mailTo(addresses, address),
      kill: (name) => platform.kill(name),
      restart: (name) => platform.restart(name),
      stop: close,
    };
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    await platform.stop();
    await dropSite(site);
  }
}

interface Summary {
  readonly ID: string;
  readonly To: readonly { readonly Address: string }[];
}

/** All caught mail to an address, newest first. */
export async function mailTo(
  { mailUrl }: PlatformAddresses,
  address: string,
): Promise<readonly Mail[]> {
  const get = async <T>(of: string): Promise<T> =>
    (await fetch(`${mailUrl}/api/v1/${of}`)).json() as Promise<T>;
  const { messages } = await get<{ messages: readonly Summary[] }>('messages');
  const mine = messages.filter(({ To }) => To.some((to) => to.Address === address));
  return Promise.all(
    mine.map(async ({ ID }) => {
      const mail = await get<{ Subject: string; Text: string; HTML: string }>(`message/${ID}`);
      return { subject: mail.Subject, text: mail.Text, html: mail.HTML };
    }),
  );
}
