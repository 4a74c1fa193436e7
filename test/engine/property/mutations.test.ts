import fc from 'fast-check';
import pg from 'pg';
import { expect } from 'vitest';
import { test } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';
import { type Write, writeArb } from './mutation.ts';
import { writeDocument } from './mutation-document.ts';
import { seenSql, writeSql } from './mutation-sql.ts';
import { HEADERS, insertSql, makeWorlds, metadataOf, SEED } from './setup.ts';
import { maySelect, writePermissionOf } from './visible.ts';
import { columnsOf, RIVALS, type Table, type World, WRITERS } from './world.ts';

/**
 * Differential test of what a role may write: the table after the engine's mutation against the same table after plain
 * SQL, whose transaction is taken back.
 */

const WRITES = Number(process.env['PROPERTY_WRITES'] ?? 3000);
const WORLDS = 10;
const LIMIT_MS = 180_000;
const KINDS = ['insert', 'update', 'update-many', 'delete'] as const;

test(
  'a role writes the rows that its permissions say, and no others',
  async ({ database }) => {
    const worlds = await makeWorlds(database, WORLDS, { mayHaveForeignKeys: false });
    const metadata = metadataOf(worlds, database.url);
    const engine = await startEngine({ databaseUrl: database.url, metadata });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const counts = new Map<string, number>();
    try {
      expect(await contradictions(engine)).toEqual(worlds.flatMap(expectedContradictions).sort());
      for (const world of worlds)
        for (const role of WRITERS) await checkInputs(world, role, engine);
      for (const [i, world] of worlds.entries()) {
        const arb = writeArb(world);
        if (arb === null) continue;
        const numRuns = Math.ceil(WRITES / WORLDS);
        for (const write of fc.sample(arb, { seed: SEED + i, numRuns }))
          await compareWrite(write, world, { engine, client, counts });
      }
    } finally {
      await client.end();
      await engine.stop();
    }
    report(counts);
  },
  LIMIT_MS,
);

/** Every kind, by every role, has changed rows, and has been refused for each reason that there is. */
function report(counts: ReadonlyMap<string, number>) {
  const of = (key: string): number => counts.get(key) ?? 0;
  const told = [...counts].sort().map(([key, count]) => `${key} ${count}`);
  console.log(`mutations: ${told.join(', ')}, seed ${SEED}`);
  expect(of('writes')).toBeGreaterThanOrEqual(WRITES * 0.8);
  expect(Math.min(of('changed'), of('refused'))).toBeGreaterThan(WRITES * 0.1);
  for (const kind of KINDS) expect(of(`${kind} changed`), kind).toBeGreaterThan(WRITES * 0.01);
  for (const kind of ['insert', 'update', 'update-many'])
    expect(of(`${kind} refused`), kind).toBeGreaterThan(WRITES * 0.01);
  for (const role of WRITERS) expect(of(`${role} changed`), role).toBeGreaterThan(WRITES * 0.01);
  expect(of('incremented'), 'columns added to').toBeGreaterThan(WRITES * 0.01);
  expect(of(`${RIVALS} forbidden`), 'parents that contradict').toBeGreaterThan(WRITES * 0.01);
}

/** What the engine says that inherited roles cannot do, since their parents contradict each other. */
async function contradictions(engine: Engine): Promise<readonly string[]> {
  const { body } = await engine.metadata('get_inconsistent_metadata');
  const all: readonly { name: string; entity: { table: string; permission_type: string } }[] =
    body.inconsistent_objects;
  return all.map(({ name, entity }) => `${name} ${entity.permission_type} ${entity.table}`).sort();
}

const expectedContradictions = (world: World): readonly string[] =>
  world.tables.flatMap(({ name }) =>
    (['insert', 'update', 'delete'] as const).flatMap((verb) => {
      const parents = world.inherited.get(RIVALS) ?? [];
      const all = parents.every((parent) => writePermissionOf(world, name, parent, verb) !== null);
      return all && writePermissionOf(world, name, RIVALS, verb) === null
        ? [`${RIVALS} ${verb} ${world.schema}.${name}`]
        : [];
    }),
  );

/** What a role may write to by its schema is what its permission lists: no parent's wider columns. */
async function checkInputs(world: World, role: string, engine: Engine) {
  for (const table of world.tables) {
    const type = `${world.schema}_${table.name}`;
    const ofColumns = (verb: 'insert' | 'update', always: readonly string[]) => {
      const permission = writePermissionOf(world, table.name, role, verb);
      return permission === null ? null : [...always, ...permission.columns].sort();
    };
    const { body } = await engine.graphql(
      `{ insert: __type(name: "${type}_insert_input") { inputFields { name } }
         update: __type(name: "${type}_set_input") { inputFields { name } } }`,
      {},
      { ...HEADERS, 'x-hasura-role': role },
    );
    const all = columnsOf(table).map(({ name }) => name);
    const shown = (of: { inputFields: readonly { name: string }[] } | null) =>
      of?.inputFields
        .map(({ name }) => name)
        .filter((name) => all.includes(name))
        .sort() ?? null;
    expect(
      { insert: shown(body.data.insert), update: shown(body.data.update) },
      `${type} as ${role}`,
    ).toEqual({ insert: ofColumns('insert', ['id']), update: ofColumns('update', []) });
  }
}

interface Run {
  readonly engine: Engine;
  readonly client: pg.Client;
  readonly counts: Map<string, number>;
}

async function compareWrite(write: Write, world: World, { engine, client, counts }: Run) {
  const expected = await expectedOf(write, world, client);
  const { query, variables } = writeDocument(write, world);
  const { body } = await engine.graphql(query, variables, {
    ...HEADERS,
    'x-hasura-role': write.role,
  });
  const answer = answerOf(write, body);
  const told = `${query}\n${JSON.stringify(variables)} as ${write.role}\n${writeSql(write, world)?.join('\n')}`;
  expect({ answer, rows: await rowsOf(write.table, world, client) }, told).toEqual(expected);
  count(write, answer, counts);
  await restore(write.table, world, client);
}

type Answer = string | readonly { readonly affected: number; readonly returning: readonly Row[] }[];

function count(write: Write, answer: Answer, counts: Map<string, number>) {
  const outcome = outcomeOf(answer);
  const keys = ['writes', outcome, `${write.kind} ${outcome}`, `${write.role} ${outcome}`];
  const changes =
    write.kind === 'update' ? [write.change] : write.kind === 'update-many' ? write.changes : [];
  if (outcome === 'changed' && changes.some(({ inc }) => Object.keys(inc).length > 0))
    keys.push('incremented');
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
}

function outcomeOf(answer: Answer): string {
  if (typeof answer === 'string') return answer === FORBIDDEN ? 'forbidden' : 'refused';
  return answer.some(({ affected }) => affected > 0) ? 'changed' : 'unchanged';
}

type Row = Readonly<Record<string, unknown>>;

const FORBIDDEN = 'no such field';
const REFUSED = 'check constraint of an insert/update permission has failed';
/** Without a permission there is no field, nor are there types of its arguments, nor perhaps mutations at all. */
const ABSENT =
  /^(field '\w+' not found in type: 'mutation_root'|no mutations exist|no such type exists in the schema: '\w+')$/;

/** The message of a refusal, or how many rows each part wrote and what was shown of them. */
function answerOf(
  write: Write,
  { errors, data }: { errors?: [{ message: string }]; data: { readonly m: unknown } },
): Answer {
  if (errors !== undefined) {
    const [{ message }] = errors;
    return ABSENT.test(message) ? FORBIDDEN : message;
  }
  const { m } = data;
  if ('key' in write && write.key !== null)
    return [{ affected: m === null ? 0 : 1, returning: m === null ? [] : [m as Row] }];
  const parts = (write.kind === 'update-many' ? m : [m]) as readonly Part[];
  return parts.map(({ affected_rows, returning }) => ({
    affected: affected_rows,
    returning: inOrder(returning ?? []),
  }));
}
interface Part {
  readonly affected_rows: number;
  readonly returning?: readonly Row[];
}

const inOrder = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => Number(a['id']) - Number(b['id']));

/** What must be answered, and how the table must look then. */
async function expectedOf(write: Write, world: World, client: pg.Client) {
  const before = await rowsOf(write.table, world, client);
  const statements = writeSql(write, world);
  if (statements === null) return { answer: FORBIDDEN, rows: before };
  await client.query('BEGIN');
  const parts = await partsOf(statements, write, world, client);
  const after = await rowsOf(write.table, world, client);
  await client.query('ROLLBACK');
  return parts === null ? { answer: REFUSED, rows: before } : { answer: parts, rows: after };
}

/** Null as soon as a check does not hold. */
async function partsOf(
  statements: readonly string[],
  { table, role }: Write,
  world: World,
  client: pg.Client,
): Promise<Answer | null> {
  const parts = [];
  for (const sql of statements) {
    const {
      rows: [told],
    } = await client.query<{ ok: boolean; affected: number; written: string }>(sql);
    if (!told?.ok) return null;
    const seen = maySelect(world, table.name, role)
      ? await client.query<{ seen: readonly Row[] }>(seenSql(table, role, world), [told.written])
      : null;
    parts.push({ affected: told.affected, returning: seen?.rows[0]?.seen ?? [] });
  }
  return parts;
}

async function rowsOf({ name }: Table, { schema }: World, client: pg.Client) {
  return (await client.query(`SELECT * FROM ${schema}.${name} ORDER BY id`)).rows;
}

async function restore(table: Table, world: World, client: pg.Client) {
  await client.query(`DELETE FROM ${world.schema}.${table.name}`);
  const sql = insertSql(world, table, world.rows.get(table.name) ?? []);
  if (sql !== '') await client.query(sql);
}
