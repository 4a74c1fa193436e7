import type { Readable } from 'node:stream';
import { Client, CopyDestinationOptions, CopySourceOptions, S3Error } from 'minio';
import { StoreAbsent } from './absent.ts';

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

/** Objects in any S3 server. Every method throws StoreAbsent when none answers. */
export interface MediaStore {
  readonly bucket: string;
  /** A form that lets its holder put one object of this type, of at most so many bytes, under this key. */
  presignPost(key: string, contentType: string, sizeByteMax: number): Promise<PresignedPost>;
  /** A URL that lets its holder read one object for DOWNLOAD_SECONDS. */
  presignGet(key: string, contentType: string, fileName: string): Promise<string>;
  stat(key: string): Promise<StoredObject | undefined>;
  read(key: string): Promise<Readable>;
  put(key: string, bytes: Buffer, contentType: string): Promise<void>;
  /** Copies the object only while it is the one that `source` describes. */
  copy(source: StoredObject, key: string, contentType: string): Promise<void>;
  remove(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly lastModified: Date }>;
  /** Throws when the server or the bucket is not there. Makes the bucket if it is missing. */
  check(): Promise<void>;
}

export interface StoreAccess {
  readonly S3_ENDPOINT: string;
  readonly S3_PUBLIC_ENDPOINT?: string | undefined;
  readonly S3_REGION: string;
  readonly S3_ACCESS_KEY: string;
  readonly S3_SECRET_KEY: string;
  readonly S3_BUCKET: string;
}

export function openStore(access: StoreAccess): MediaStore {
  const bucket = access.S3_BUCKET;
  const client = openClient(access.S3_ENDPOINT, access);
  // A presigned URL is signed for the host it names, which is the one that clients see.
  const outside = openClient(access.S3_PUBLIC_ENDPOINT ?? access.S3_ENDPOINT, access);

  let isBucketThere = false;
  const check = async (): Promise<void> => {
    if (!(await client.bucketExists(bucket))) await client.makeBucket(bucket, access.S3_REGION);
    isBucketThere = true;
  };
  const reached = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      if (!isBucketThere) await check();
      return await work();
    } catch (error) {
      throw error instanceof S3Error ? error : new StoreAbsent(access.S3_ENDPOINT, error);
    }
  };

  return {
    bucket,
    presignPost: (key, contentType, sizeByteMax) =>
      reached(async () => {
        await check(); // signing needs no server; whoever gets a form should be able to use it
        const policy = outside.newPostPolicy();
        policy.setBucket(bucket);
        policy.setKey(key);
        policy.setContentType(contentType);
        policy.setContentLengthRange(1, sizeByteMax);
        policy.setExpires(new Date(Date.now() + UPLOAD_SECONDS * 1_000));
        const { postURL, formData } = await outside.presignedPostPolicy(policy);
        const fields = Object.entries(formData).map(([name, value]) => [name, String(value)]);
        return { url: postURL, fields: Object.fromEntries(fields) };
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
        await client.putObject(bucket, key, bytes, bytes.length, { 'Content-Type': contentType });
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
    list: (prefix) => list(client, bucket, prefix),
    check: () => reached(check),
  };
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
