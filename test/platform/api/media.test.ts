import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, inject, test } from 'vitest';
import { openStore } from '../../../lib/store.ts';
import { ROOT } from '../../../scripts/platform/programs.ts';
import { join, type Person, soon, sql, statusOf } from './client.ts';

const store = (bucket = 'media') => {
  const { s3Endpoint, secrets } = inject('platform');
  return openStore(
    {
      S3_ENDPOINT: s3Endpoint,
      S3_REGION: 'us-east-1',
      S3_ACCESS_KEY: secrets.s3AccessKey,
      S3_SECRET_KEY: secrets.s3SecretKey,
    },
    bucket,
  );
};
const keys = async (prefix: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { key } of store().list(prefix)) found.push(key);
  return found;
};

interface Form {
  readonly mediaId: number;
  readonly uploadUrl: string;
  readonly formFields: Readonly<Record<string, string>>;
}

/** Leave to upload, and the bytes sent as a browser sends them. */
async function send(
  person: Person,
  bytes: Buffer,
  contentType: string,
  mediaId?: number,
): Promise<number> {
  const { createUpload } = await person.ask<{ createUpload: Form }>(
    `mutation ($mediaId: Int, $contentType: String!, $sizeByte: Int!) {
       createUpload(mediaId: $mediaId, fileName: "Plan, größer.PNG", contentType: $contentType, sizeByte: $sizeByte) {
         mediaId uploadUrl formFields } }`,
    { mediaId, contentType, sizeByte: bytes.length },
  );
  const form = new FormData();
  for (const [name, value] of Object.entries(createUpload.formFields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)], { type: contentType }), 'plan.png');
  const { status } = await fetch(createUpload.uploadUrl, { method: 'POST', body: form });
  expect(status).toBe(204);
  return createUpload.mediaId;
}

const COMPLETE = `mutation ($mediaId: Int!) { completeUpload(mediaId: $mediaId) { status contentType sizeByte } }`;

async function upload(person: Person, bytes: Buffer, contentType: string, of?: number) {
  const mediaId = await send(person, bytes, contentType, of);
  const { completeUpload } = await person.ask<{ completeUpload: object }>(COMPLETE, { mediaId });
  return { mediaId, completeUpload };
}

const picture = (width: number, colour: string): Promise<Buffer> =>
  sharp({ create: { width, height: width / 2, channels: 3, background: colour } })
    .png()
    .toBuffer();

async function urlOf(person: Person, mediaId: number, size?: number): Promise<string> {
  const { mediaUrl } = await person.ask<{ mediaUrl: { url: string } }>(
    'query ($mediaId: Int!, $size: Int) { mediaUrl(mediaId: $mediaId, size: $size) { url } }',
    { mediaId, size },
  );
  return mediaUrl.url;
}

async function widthAt(
  person: Person,
  mediaId: number,
  size?: number,
): Promise<number | undefined> {
  const image = await fetch(await urlOf(person, mediaId, size));
  return (await sharp(Buffer.from(await image.arrayBuffer())).metadata()).width;
}

describe('a picture', () => {
  test('gets variants, which are those of the newest upload; what they replace goes', async () => {
    const nina = await join('pic.nina');
    const red = await picture(2_000, 'red');
    const { mediaId, completeUpload } = await upload(nina, red, 'image/png');
    expect(completeUpload).toEqual({
      status: 'READY',
      contentType: 'image/png',
      sizeByte: red.length,
    });
    expect(
      await nina.ask('query ($id: Int!) { mediaByPk(id: $id) { width height origName } }', {
        id: mediaId,
      }),
    ).toEqual({ mediaByPk: { width: 2_000, height: 1_000, origName: 'Plan, größer.PNG' } });
    const sizes = [];
    for (const size of [100, 320, 321, 5_000, undefined])
      sizes.push(await widthAt(nina, mediaId, size));
    expect(sizes).toEqual([320, 320, 1_280, 2_000, 2_000]);

    await upload(nina, await picture(400, 'blue'), 'image/png', mediaId);
    expect([await widthAt(nina, mediaId), await widthAt(nina, mediaId, 320)]).toEqual([400, 320]);
    expect(await keys(`incoming/${mediaId}/`)).toEqual([]);
    expect(await keys(`media/${mediaId}/`)).toHaveLength(1);
    expect(await keys(`variant/${mediaId}/`)).toHaveLength(2);
    expect(await statusOf(`media:${mediaId}:1`)).toBe('COMPLETED');
  });

  test('that is broken, or none, is rejected; what was good before stays', async () => {
    const otto = await join('pic.otto');
    const whole = await picture(300, 'green');
    const broken = whole.subarray(0, whole.length / 2);
    expect((await upload(otto, broken, 'image/png')).completeUpload).toMatchObject({
      status: 'REJECTED',
    });
    const { mediaId } = await upload(otto, whole, 'image/png');
    await send(otto, Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300)]), 'image/png', mediaId);
    expect(await otto.refusal(COMPLETE, { mediaId })).toBe('rejected');
    expect(await widthAt(otto, mediaId)).toBe(300);
  });

  test('is deleted softly and restored by its owner alone', async () => {
    const [ada, eve] = [await join('pic.ada'), await join('pic.evee')];
    const { mediaId } = await upload(ada, await picture(100, 'grey'), 'image/png');
    const setDeleted = (person: Person, at: string | null) =>
      person.ask(
        `mutation ($id: Int!, $at: timestamptz) {
           updateMediaByPk(pk_columns: { id: $id }, _set: { deletedAt: $at }) { id } }`,
        { id: mediaId, at },
      );
    expect(await setDeleted(eve, 'now')).toEqual({ updateMediaByPk: null });
    expect(await setDeleted(ada, 'now')).toEqual({ updateMediaByPk: { id: mediaId } });
    expect(
      await ada.refusal('query ($id: Int!) { mediaUrl(mediaId: $id) { url } }', { id: mediaId }),
    ).toBe('not-found');
    await setDeleted(ada, null);
    expect(await widthAt(ada, mediaId)).toBe(100);
    expect(await sql('SELECT deleted_by, restored_by FROM media WHERE id = $1', [mediaId])).toEqual(
      [{ deleted_by: null, restored_by: ada.accountId }],
    );
  });
});

describe('a form post', () => {
  async function post(
    person: Person | undefined,
    ...parts: readonly (readonly [name: string, value: string | Blob])[]
  ): Promise<readonly [number, Record<string, unknown>]> {
    const form = new FormData();
    for (const [name, value] of parts)
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, 'A.PNG');
    const reply = await fetch(`${inject('platform').handlersUrl}/media-upload`, {
      method: 'POST',
      headers: person === undefined ? {} : { authorization: `Bearer ${person.token}` },
      body: parts.length === 0 ? '{}' : form,
    });
    return [reply.status, (await reply.json()) as Record<string, unknown>];
  }
  const png = async (colour: string): Promise<Blob> =>
    new Blob([new Uint8Array(await picture(20, colour))], { type: 'image/png' });

  test('uploads in one step, and replaces', async () => {
    const nils = await join('pic.nils');
    const [status, body] = await post(nils, ['fileBinary', await png('red')]);
    expect([status, body]).toMatchObject([
      200,
      { mediaUpload: { status: 'READY', contentType: 'image/png', origName: 'A.PNG' } },
    ]);
    const { mediaId } = body['mediaUpload'] as { mediaId: number };
    const again = await post(
      nils,
      ['uploadId', String(mediaId)],
      ['fileBinary', await png('blue')],
    );
    expect(again).toMatchObject([200, { mediaUpload: { mediaId } }]);
    expect(await sql('SELECT object_key FROM media WHERE id = $1', [mediaId])).toEqual([
      { object_key: expect.stringMatching(/\.png$/) },
    ]);
  });

  test('is refused in the words of the seed', async () => {
    const eva = await join('pic.evaa');
    const file = await png('red');
    const missing = 'missing fileBinary, enctype not multipart/form-data?';
    expect(await post(undefined, ['fileBinary', file])).toMatchObject([401, {}]);
    expect(await post(eva)).toMatchObject([400, { message: missing }]);
    expect(await post(eva, ['other', file])).toMatchObject([400, { message: missing }]);
    expect(await post(eva, ['uploadId', '999999'], ['fileBinary', file])).toMatchObject([
      404,
      { message: 'upload not found, wrong env?' },
    ]);
    expect(await post(eva, ['fileBinary', file], ['fileBinary', file])).toMatchObject([400, {}]);
  });
});

/** What the engine asks at night. */
async function runCron(name: string): Promise<unknown> {
  const { handlersUrl, secrets } = inject('platform');
  const answer = await fetch(`${handlersUrl}/cron/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-handlers-secret': secrets.handlersSecret,
    },
    body: JSON.stringify({ id: 'c', name, scheduled_time: '2026-11-24T07:14:00Z', payload: {} }),
  });
  return answer.json();
}

test('the nightly clean-up removes what nothing names, and lets the rest alone', async () => {
  const maia = await join('pic.maia');
  const { mediaId } = await upload(maia, await picture(40, 'red'), 'image/png');
  const named = await keys(`media/${mediaId}/`);
  const never = await send(maia, Buffer.from('x'), 'image/png');
  expect(await runCron('media_orphan_cleanup')).toMatchObject({ abandoned: 0 }); // a day has not passed
  await sql(
    `WITH on_hold AS (SELECT set_config('session_replication_role', 'replica', false))
     UPDATE media SET updated_at = now() - interval '25 hours' FROM on_hold WHERE id = ANY ($1)`,
    [[mediaId, never]],
  );
  expect(await runCron('media_orphan_cleanup')).toMatchObject({ abandoned: 1 });
  expect(await sql('SELECT id FROM media WHERE id = ANY ($1)', [[mediaId, never]])).toEqual([
    { id: mediaId },
  ]);
  expect(await keys(`media/${mediaId}/`)).toEqual(named);
});

/** The answer of an asynchronous action, watched as a client watches it. */
async function answerOf(person: Person, name: string, id: string, role = 'user') {
  let seen: { output: object | null; errors: unknown } | null = null;
  await soon(async () => {
    const data = await person.ask<Record<string, typeof seen>>(
      `query ($id: uuid!) { ${name}(id: $id) { output { ${FIELDS[name]} } errors } }`,
      { id },
      role,
    );
    seen = data[name] ?? null;
    expect(seen?.output ?? seen?.errors).toBeTruthy();
  });
  return seen as unknown as { output: object | null; errors: unknown };
}
const FIELDS: Readonly<Record<string, string>> = {
  importCatalog: 'creatorCount productCount',
  exportAccountData: 'mediaId',
};

test('a catalog is imported from an uploaded file, twice as once', async () => {
  const edith = await join('pic.edith', 'EDITOR');
  const catalog = {
    creators: [{ id: 'usr_m1', email: 'a@example.test' }],
    products: [
      { id: 'prod_m1', creatorId: 'usr_m1', createTime: '2023-04-06T21:01:59.752638+02:00' },
      {
        id: 'prod_m2',
        creatorId: 'usr_m2',
        createTime: '2023-04-07T21:01:59+02:00',
        name: 'Named',
      },
    ],
  };
  const json = Buffer.from(JSON.stringify(catalog));
  const { mediaId } = await upload(edith, json, 'application/json');
  const load = async (of: number) => {
    const { importCatalog } = await edith.ask<{ importCatalog: string }>(
      'mutation ($mediaId: Int!) { importCatalog(mediaId: $mediaId) }',
      { mediaId: of },
      'editor',
    );
    return answerOf(edith, 'importCatalog', importCatalog, 'editor');
  };
  expect((await load(mediaId)).output).toEqual({ creatorCount: 2, productCount: 2 });
  expect((await load(mediaId)).output).toEqual({ creatorCount: 0, productCount: 0 });
  const example = await upload(
    edith,
    readFileSync(path.join(ROOT, 'data/example1.json')),
    'application/json',
  );
  expect((await load(example.mediaId)).output).toEqual({ creatorCount: 10, productCount: 100 });
  const ranked = await sql<{ creator: string }>(
    `SELECT external_id AS creator FROM creator_activity WHERE external_id LIKE 'usr_2k1%' ORDER BY rank LIMIT 3`,
  );
  expect(ranked.map(({ creator }) => creator)).toEqual([
    'usr_2k1Cilla',
    'usr_2k1Bjorn',
    'usr_2k1Astrid',
  ]);
  const wrong = await upload(edith, Buffer.from('{"creators": 1}'), 'application/json');
  expect(JSON.stringify((await load(wrong.mediaId)).errors)).toContain('not-a-catalog');
});

test('everything about an account can be taken home, by it alone, for a week', async () => {
  const [liv, otis] = [await join('pic.livia'), await join('pic.otis')];
  const { exportAccountData } = await liv.ask<{ exportAccountData: string }>(
    'mutation { exportAccountData }',
  );
  const { output } = await answerOf(liv, 'exportAccountData', exportAccountData);
  const { mediaId } = output as { mediaId: number };
  expect(await (await fetch(await urlOf(liv, mediaId))).json()).toMatchObject({
    account: { username: 'pic.livia' },
    boards: [],
  });
  const query = 'query ($id: Int!) { mediaUrl(mediaId: $id) { url } }';
  expect(await otis.refusal(query, { id: mediaId })).toBe('not-found');
  await sql(
    `WITH on_hold AS (SELECT set_config('session_replication_role', 'replica', false))
     UPDATE media SET created_at = now() - interval '8 days' FROM on_hold WHERE id = $1`,
    [mediaId],
  );
  expect(await runCron('media_orphan_cleanup')).toMatchObject({ expired: 1 });
  expect(await liv.refusal(query, { id: mediaId })).toBe('not-found');
});
