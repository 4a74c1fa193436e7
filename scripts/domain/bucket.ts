import type { Readable } from 'node:stream';
import { Client } from 'minio';

/** The backup bucket of the object store, by the addresses that all programs use. */

const BUCKET = 'backup';

export interface Bucket {
  put(key: string, content: Readable): Promise<void>;
  get(key: string): Promise<Readable>;
  /** The key that sorts last: keys begin with the moment of the backup. */
  latest(): Promise<string>;
}

export function openBucket(env: NodeJS.ProcessEnv): Bucket {
  const { S3_ENDPOINT = 'http://127.0.0.1:9000', S3_ACCESS_KEY, S3_SECRET_KEY, S3_REGION } = env;
  if (!S3_ACCESS_KEY || !S3_SECRET_KEY)
    throw new Error('S3_ACCESS_KEY and S3_SECRET_KEY are not set: they open the object store');
  const { hostname, port, protocol } = new URL(S3_ENDPOINT);
  const isTls = protocol === 'https:';
  const client = new Client({
    endPoint: hostname,
    port: Number(port) || (isTls ? 443 : 80),
    useSSL: isTls,
    accessKey: S3_ACCESS_KEY,
    secretKey: S3_SECRET_KEY,
    region: S3_REGION ?? 'us-east-1',
  });
  return {
    async put(key, content) {
      if (!(await client.bucketExists(BUCKET))) await client.makeBucket(BUCKET);
      await client.putObject(BUCKET, key, content);
    },
    get: (key) => client.getObject(BUCKET, key),
    async latest() {
      const keys: string[] = [];
      for await (const { name } of client.listObjectsV2(BUCKET, '', true))
        if (name) keys.push(name);
      const last = keys.sort().at(-1);
      if (last === undefined) throw new Error(`the bucket "${BUCKET}" is empty`);
      return last;
    },
  };
}
