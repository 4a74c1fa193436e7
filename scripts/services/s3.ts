import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BackingService, Site, Way } from './chain.ts';
import { reservePort } from './ports.ts';
import type { Command } from './process.ts';
import { locateByGo, locateOnPath } from './program.ts';

export interface S3Address {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

const PIN = {
  module: 'github.com/versity/versitygw/cmd/versitygw',
  version: 'v1.8.0',
  goMinor: 25,
} as const;

/** Any server that speaks S3. What it stores are ordinary files, in a folder of the data folder. */
export const s3: BackingService<S3Address> = {
  name: 's3',
  without: 'uploads and downloads of pictures are refused with a clear error',
  stopSignal: 'SIGTERM',
  ports: ['s3'],
  given: ({ S3_ENDPOINT: endpoint, S3_ACCESS_KEY, S3_SECRET_KEY }, { secrets }) =>
    endpoint
      ? {
          variable: 'S3_ENDPOINT',
          address: {
            endpoint,
            accessKey: S3_ACCESS_KEY || secrets.s3AccessKey,
            secretKey: S3_SECRET_KEY || secrets.s3SecretKey,
          },
        }
      : undefined,
  address: ({ ports, secrets }) => ({
    endpoint: `http://127.0.0.1:${ports.s3}`,
    accessKey: secrets.s3AccessKey,
    secretKey: secrets.s3SecretKey,
  }),
  ways: (site) => {
    // The two lay files out differently, so whoever stored the files that are there goes first.
    const versity = [
      { name: 'versitygw on PATH', locate: locateOnPath('versitygw'), command: versitygw },
      { name: `go install versitygw@${PIN.version}`, locate: locateByGo(PIN), command: versitygw },
    ];
    const minio: Way<S3Address> = {
      name: 'minio on PATH',
      locate: locateOnPath('minio'),
      command: minioServer,
    };
    const [first, ...rest] = versity as [Way<S3Address>, ...Way<S3Address>[]];
    return existsSync(path.join(site.dataDir, 's3', 'minio'))
      ? [minio, first, ...rest]
      : [first, minio, ...rest];
  },
  // Any answer will do, a refusal too: an S3 server refuses whoever does not sign.
  answers: ({ endpoint }) =>
    fetch(endpoint, { signal: AbortSignal.timeout(2000) }).then(
      () => true,
      () => false,
    ),
};

function versitygw(
  file: string,
  { endpoint, accessKey, secretKey }: S3Address,
  site: Site,
): Command {
  const [objects, versions] = [folderOf(site, 'versitygw'), folderOf(site, 'versitygw-versions')];
  return {
    file,
    args: [
      '--port',
      new URL(endpoint).host,
      '--region',
      'us-east-1',
      '--cors-allow-origin',
      '*',
      '--quiet',
      'posix',
      '--versioning-dir',
      versions,
      objects,
    ],
    cwd: objects,
    env: { PATH: site.env['PATH'] ?? '', ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
    logFile: path.join(site.dataDir, 'logs', 's3.log'),
  };
}

async function minioServer(file: string, address: S3Address, site: Site): Promise<Command> {
  const objects = folderOf(site, 'minio');
  return {
    file,
    args: [
      'server',
      objects,
      '--quiet',
      '--address',
      new URL(address.endpoint).host,
      '--console-address',
      `127.0.0.1:${await reservePort()}`,
    ],
    cwd: objects,
    env: {
      PATH: site.env['PATH'] ?? '',
      HOME: objects,
      MINIO_ROOT_USER: address.accessKey,
      MINIO_ROOT_PASSWORD: address.secretKey,
      MINIO_UPDATE: 'off',
    },
    logFile: path.join(site.dataDir, 'logs', 's3.log'),
  };
}

function folderOf({ dataDir }: Site, name: string): string {
  const folder = path.join(dataDir, 's3', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
