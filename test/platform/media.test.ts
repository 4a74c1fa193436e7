import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { openStore } from '../../handlers/media/store.ts';
import type { Site } from '../../scripts/services/chain.ts';
import { find } from '../../scripts/services/chain.ts';
import { s3 } from '../../scripts/services/s3.ts';
import { rowsOf, scalar, test } from '../domain/domain.ts';
import { type Handlers, openHandlers } from '../handlers/handlers.ts';
import { dropSite, scratchSite } from '../support/site.ts';

let site: Site;
let env: Record<string, string>;
beforeAll(async () => {
  site = await scratchSite('s3');
  const found = await find(s3, site);
  if (found.state === 'degraded') throw new Error(`no S3 store: ${found.tried.join('; ')}`);
  const { endpoint, accessKey, secretKey } = found.address;
  env = { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey };
});
afterAll(async () => {
  if (site !== undefined) await dropSite(site);
});

const store = () =>
  openStore({
    S3_ENDPOINT: env['S3_ENDPOINT'] ?? '',
    S3_ACCESS_KEY: env['S3_ACCESS_KEY'] ?? '',
    S3_SECRET_KEY: env['S3_SECRET_KEY'] ?? '',
    S3_REGION: 'us-east-1',
    S3_BUCKET: 'media',
  });
const keys = async (prefix: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { key } of store().list(prefix)) found.push(key);
  return found;
};

/** Uploads as a browser does, completes, and lets the event of the row come. */
async function upload(
  handlers: Handlers,
  bytes: Buffer,
  contentType: string,
  mediaId?: number,
): Promise<number> {
  const input = { fileName: 'Plan, größer.PNG', contentType, sizeByte: bytes.length, mediaId };
  const { body } = await handlers.action('createUpload', input, 4);
  const form = new FormData();
  for (const [name, value] of Object.entries(body['formFields'] as Record<string, string>))
    form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)], { type: contentType }), 'plan.png');
  await fetch(String(body['uploadUrl']), { method: 'POST', body: form });
  await handlers.action('completeUpload', { mediaId: body['mediaId'] }, 4);
  await handlers.event('media_changed', { id: body['mediaId'] });
  return Number(body['mediaId']);
}

const picture = (width: number, colour: string): Promise<Buffer> =>
  sharp({ create: { width, height: width / 2, channels: 3, background: colour } })
    .png()
    .toBuffer();

async function sizeAt(
  handlers: Handlers,
  mediaId: number,
  size?: number,
): Promise<number | undefined> {
  const { body } = await handlers.action('mediaUrl', { mediaId, size }, 4);
  const image = await fetch(String(body['url']));
  return (await sharp(Buffer.from(await image.arrayBuffer())).metadata()).width;
}

describe('a picture', () => {
  test('gets variants, which are those of the newest upload', async ({ database }) => {
    const handlers = await openHandlers(database, env);
    const mediaId = await upload(handlers, await picture(2_000, 'red'), 'image/png');
    expect(await rowsOf(database, 'SELECT status, width, height FROM media')).toEqual([
      { status: 'READY', width: 2_000, height: 1_000 },
    ]);
    const sizes = [];
    for (const size of [100, 320, 321, 5_000, undefined])
      sizes.push(await sizeAt(handlers, mediaId, size));
    expect(sizes).toEqual([320, 320, 1_280, 2_000, 2_000]);
    await upload(handlers, await picture(400, 'blue'), 'image/png', mediaId);
    expect([await sizeAt(handlers, mediaId), await sizeAt(handlers, mediaId, 320)]).toEqual([
      400, 320,
    ]);
    expect(await keys('incoming/')).toEqual([]);
  });

  test('leaves nothing behind: the nightly clean-up removes what nothing names', async ({
    database,
  }) => {
    const handlers = await openHandlers(database, env);
    const mediaId = await upload(handlers, await picture(40, 'red'), 'image/png');
    const named = await keys(`media/${mediaId}/`);
    await handlers.action(
      'createUpload',
      { fileName: 'never', contentType: 'image/png', sizeByte: 9 },
      4,
    );
    await handlers.cron('media_orphan_cleanup');
    expect(await scalar(database, 'SELECT count(*)::int FROM media')).toBe(2); // a day has not passed
    await database.query(
      `ALTER TABLE media DISABLE TRIGGER a_stamp; UPDATE media SET updated_at = now() - interval '25 hours'`,
    );
    expect((await handlers.cron('media_orphan_cleanup')).body).toMatchObject({ abandoned: 1 });
    expect(await keys(`media/${mediaId}/`)).toEqual(named);
  });
});

test('a catalog is imported from an uploaded file, twice as once', async ({ database }) => {
  const handlers = await openHandlers(database, env);
  const catalog = {
    creators: [{ id: 'usr_1', email: 'a@example.test' }],
    products: [
      { id: 'prod_1', creatorId: 'usr_1', createTime: '2023-04-06T21:01:59.752638+02:00' },
      {
        id: 'prod_2',
        creatorId: 'usr_unknown',
        createTime: '2023-04-07T21:01:59+02:00',
        name: 'Named',
      },
    ],
  };
  const mediaId = await upload(handlers, Buffer.from(JSON.stringify(catalog)), 'application/json');
  const load = () => handlers.action('importCatalog', { mediaId }, 4);
  expect((await load()).body).toEqual({ mediaId, creatorCount: 2, productCount: 2 });
  expect((await load()).body).toEqual({ mediaId, creatorCount: 0, productCount: 0 });
  const wrong = await upload(handlers, Buffer.from('{"creators": 1}'), 'application/json');
  expect(await handlers.action('importCatalog', { mediaId: wrong }, 4)).toMatchObject({
    status: 400,
    body: { extensions: { code: 'not-a-catalog' } },
  });
});

test('everything about an account can be taken home, by it alone', async ({ database }) => {
  const handlers = await openHandlers(database, env);
  const { body } = await handlers.action('exportAccountData', {}, 4);
  const { body: link } = await handlers.action('mediaUrl', { mediaId: body['mediaId'] }, 4);
  expect(await (await fetch(String(link['url']))).json()).toMatchObject({
    account: { username: 'person4' },
    boards: [],
  });
  expect((await handlers.action('mediaUrl', { mediaId: body['mediaId'] }, 5)).status).toBe(400);
});

test('without a store uploads are refused with a word, and all else goes on', async ({
  database,
}) => {
  const handlers = await openHandlers(database, { ...env, S3_ENDPOINT: 'http://127.0.0.1:1' });
  const input = { fileName: 'a', contentType: 'image/png', sizeByte: 9 };
  expect(await handlers.action('createUpload', input, 4)).toMatchObject({
    status: 400,
    body: { extensions: { code: 'unavailable' } },
  });
  expect((await handlers.action('me', {}, 4)).status).toBe(200);
  expect(await scalar(database, 'SELECT count(*)::int FROM media')).toBe(0);
});
