import type { Readable } from 'node:stream';
import { Client, CopyDestinationOptions, CopySourceOptions, S3Error } from 'minio';

/** How long an upload may take to begin, and a download. */
export const UPLOAD_SECONDS = 10 * 60;
export const DOWNLOAD_SECONDS = 5 * 60;

export interface StoredObject {
  readonly key: string;
  readonly sizeByte: number;
  readonly contentType: string;
  readonly etag: string;
  readonly lastModified: Date;
}

export interface PresignedPost {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** One bucket of any S3 server. Every method throws StoreAbsent when none answers. */
export interface Store {
  readonly bucket: string;
  /** A form that lets its holder put one object of this type, of at most so many bytes, under this key. */
  presignPost(key: string, contentType: string, sizeByteMax: number): Promise<PresignedPost>;
  /** A URL that lets its holder read one object for DOWNLOAD_SECONDS. */
  presignGet(key: string, contentType: string, fileName: string): Promise<string>;
  stat(key: string): Promise<StoredObject | undefined>;
  read(key: string): Promise<Readable>;
  put(key: string, bytes: Buffer | Readable, contentType: string): Promise<void>;
  /** Copies the object only while it is the one that `source` describes. */
  copy(source: StoredObject, key: string, contentType: string): Promise<void>;
  remove(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly lastModified: Date }>;
  /** Throws when the server or the bucket is not there. A bucket that was never there is made. */
  check(): Promise<void>;
}

/** No object store answers. Uploads and downloads have to wait; all else goes on. */
export class StoreAbsent extends Error {}

export interface StoreAccess {
  readonly S3_ENDPOINT: string;
  readonly S3_PUBLIC_ENDPOINT?: string | undefined;
  readonly S3_REGION: string;
  readonly S3_ACCESS_KEY: string;
  readonly S3_SECRET_KEY: string;
}

export function openStore(
  access: StoreAccess,
  bucket: string,
  { isVersioned = false }: { readonly isVersioned?: boolean } = {},
): Store {
  const client = openClient(access.S3_ENDPOINT, access);
  // A presigned URL is signed for the host it names, which is the one that clients see.
  const outside = openClient(access.S3_PUBLIC_ENDPOINT ?? access.S3_ENDPOINT, access);

  let wasThere = false;
  const check = async (): Promise<void> => {
    if (!(await client.bucketExists(bucket))) {
      // Made once and not again: a bucket that vanished took its objects along, which nobody should overlook.
      if (wasThere) throw new StoreAbsent(`the bucket "${bucket}" is gone`);
      await makeBucket(client, bucket, access.S3_REGION);
      if (isVersioned) await client.setBucketVersioning(bucket, { Status: 'Enabled' });
    }
    wasThere = true;
  };
  const reached = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      if (!wasThere) await check();
      return await work();
    } catch (error) {
      if (error instanceof S3Error || error instanceof StoreAbsent) throw error;
      throw new StoreAbsent(`no object store at ${access.S3_ENDPOINT}`, { cause: error });
    }
  };

  return {
    bucket,
    presignPost: (key, contentType, sizeByteMax) =>
      reached(async () => {
        await check(); // signing needs no server; whoever gets a form should be able to use it
        return await presignPost(outside, bucket, key, contentType, sizeByteMax);
      }),
    presignGet: (key, contentType, fileName) =>
      reached(() =>
        outside.presignedGetObject(bucket, key, DOWNLOAD_SECONDS, {
          'response-content-type': contentType,
          'response-content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, percent)}`,
        }),
      ),
    stat: (key) => reached(() => stat(client, bucket, key)),
    read: (key) => reached(() => client.getObject(bucket, key)),
    put: (key, bytes, contentType) =>
      reached(async () => {
        const sizeByte = bytes instanceof Buffer ? bytes.length : undefined;
        await client.putObject(bucket, key, bytes, sizeByte, { 'Content-Type': contentType });
      }),
    copy: (source, key, contentType) =>
      reached(async () => {
        await client.copyObject(
          new CopySourceOptions({ Bucket: bucket, Object: source.key, MatchETag: source.etag }),
          new CopyDestinationOptions({
            Bucket: bucket,
            Object: key,
            MetadataDirective: 'REPLACE',
            Headers: { 'Content-Type': contentType },
          }),
        );
      }),
    remove: (key) => reached(() => client.removeObject(bucket, key)),
    async *list(prefix) {
      await reached(async () => undefined);
      yield* list(client, bucket, prefix);
    },
    check: () => reached(check),
  };
}

async function makeBucket(client: Client, bucket: string, region: string): Promise<void> {
  try {
    await client.makeBucket(bucket, region);
  } catch (error) {
    // Another program was first.
    if (!(error instanceof S3Error && /^BucketAlready/.test(error.code ?? ''))) throw error;
  }
}

async function presignPost(
  client: Client,
  bucket: string,
  key: string,
  contentType: string,
  sizeByteMax: number,
): Promise<PresignedPost> {
  const policy = client.newPostPolicy();
  policy.setBucket(bucket);
  policy.setKey(key);
  policy.setContentType(contentType);
  policy.setContentLengthRange(1, sizeByteMax);
  policy.setExpires(new Date(Date.now() + UPLOAD_SECONDS * 1_000));
  const { postURL, formData } = await client.presignedPostPolicy(policy);
  const fields = Object.entries(formData).map(([name, value]) => [name, String(value)]);
  return { url: postURL, fields: Object.fromEntries(fields) };
}

function openClient(endpoint: string, access: StoreAccess): Client {
  const { protocol, hostname, port } = new URL(endpoint);
  const isTls = protocol === 'https:';
  return new Client({
    endPoint: hostname,
    port: port === '' ? (isTls ? 443 : 80) : Number(port),
    useSSL: isTls,
    accessKey: access.S3_ACCESS_KEY,
    secretKey: access.S3_SECRET_KEY,
    region: access.S3_REGION, // told, so that signing asks no server for it
  });
}

async function stat(
  client: Client,
  bucket: string,
  key: string,
): Promise<StoredObject | undefined> {
  try {
    const { size, etag, metaData, lastModified } = await client.statObject(bucket, key);
    const contentType: unknown = metaData['content-type'];
    return {
      key,
      sizeByte: size,
      contentType: typeof contentType === 'string' ? contentType : 'application/octet-stream',
      etag,
      lastModified,
    };
  } catch (error) {
    if (error instanceof S3Error && (error.code === 'NotFound' || error.code === 'NoSuchKey'))
      return undefined;
    throw error;
  }
}

async function* list(client: Client, bucket: string, prefix: string) {
  for await (const item of client.listObjectsV2(bucket, prefix, true)) {
    const { name, lastModified } = item as { readonly name?: string; readonly lastModified?: Date };
    if (name !== undefined) yield { key: name, lastModified: lastModified ?? new Date(0) };
  }
}

/** RFC 5987 wants these escaped too, which encodeURIComponent leaves as they are. */
const percent = (character: string): string => `%${character.charCodeAt(0).toString(16)}`;
