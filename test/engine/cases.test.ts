import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createDatabase, type Database } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';

/**
 * Behaviour of the API as data: every folder beside this file that has a `setup.yaml`. A case is a step or a list of
 * them in the shape of Hasura's own suite, and would run against the original as well.
 */

const FOLDER = import.meta.dirname;

const step = z.strictObject({
  description: z.string().optional(),
  url: z.string(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  headers: z.record(z.string(), z.string()).default({}),
  status: z.number().default(200),
  /** The body of the request: an object, text as it is, or null for none. */
  query: z.unknown(),
  response: z.unknown(),
});
type Step = z.output<typeof step>;
const steps = z.union([step.transform((only) => [only]), z.array(step).min(1)]);

const read = (...names: readonly string[]): unknown =>
  parse(readFileSync(path.join(FOLDER, ...names), 'utf8'), { merge: true });

const features = readdirSync(FOLDER).filter((name) =>
  existsSync(path.join(FOLDER, name, 'setup.yaml')),
);

let home: Database;
let engine: Engine;
beforeAll(async () => {
  home = await createDatabase();
  engine = await startEngine({ databaseUrl: home.url });
});
afterAll(async () => {
  await engine?.stop();
  await home?.drop();
});

describe.each(features)('%s', (feature) => {
  let database: Database;
  beforeAll(async () => {
    database = await createDatabase();
    await ok('/v1/metadata', { type: 'replace_metadata', args: metadataOf(database) });
    await ok('/v1/query', read(feature, 'setup.yaml'));
  });
  afterAll(async () => {
    await database.drop();
  });

  const files = readdirSync(path.join(FOLDER, feature)).filter(
    (name) => name.endsWith('.yaml') && name !== 'setup.yaml',
  );
  test.each(files)('%s', async (file) => {
    for (const each of steps.parse(read(feature, file))) {
      const { status, body } = await ask(each);
      expect({ status, body }, each.description).toEqual({
        status: each.status,
        body: each.response,
      });
    }
  });
});

const metadataOf = ({ url }: Database) => ({
  version: 3,
  sources: [
    {
      name: 'default',
      kind: 'postgres',
      tables: [],
      configuration: { connection_info: { database_url: url } },
    },
  ],
});

async function ok(url: string, body: unknown): Promise<void> {
  const reply = await engine.post(url, body);
  if (reply.status !== 200) throw new Error(`${url}: ${JSON.stringify(reply.body)}`);
}

async function ask({ url, method, headers, query }: Step) {
  const reply = await fetch(engine.url + url, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-hasura-admin-secret': engine.adminSecret,
      ...headers,
    },
    ...(query === undefined || query === null
      ? {}
      : { body: typeof query === 'string' ? query : JSON.stringify(query) }),
  });
  return { status: reply.status, body: (await reply.json()) as unknown };
}
