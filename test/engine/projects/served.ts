import {
  buildClientSchema,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  type IntrospectionQuery,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { expect } from 'vitest';
import type { Engine } from '../../support/engine.ts';
import { rolesOf, Sessions } from './roles.ts';

/** What every role of a project is shown is a schema, and every table in it answers. */

/** Requests in flight: the engine and Postgres share two cores with the test. */
const AT_ONCE = 4;

export interface Served {
  readonly roles: number;
  readonly queries: number;
}

/** `defects`: what the project itself has wrong, so that no engine could answer. */
export async function expectServed(
  engine: Engine,
  defects: readonly RegExp[] = [],
): Promise<Served> {
  const { body: metadata } = await engine.metadata('export_metadata');
  const sessions = new Sessions(metadata);
  const roles = rolesOf(metadata);
  const failures: string[] = [];
  let queries = 0;
  const hidden: readonly string[] = metadata.graphql_schema_introspection?.disabled_for_roles ?? [];
  for (const role of roles) {
    if (hidden.includes(role)) {
      await expectHidden(engine, sessions, role);
      continue;
    }
    const schema = await schemaOf(engine, sessions, role);
    const asked = tableFields(schema).map((field) => queryOf(field));
    queries += asked.length;
    await inTurns(asked, async (query) => {
      const { errors } = await sessions.ask(engine, role, query);
      if (errors) failures.push(`${role}: ${reasonOf(errors[0])} in ${query}`);
    });
  }
  expect(failures.filter((failure) => !defects.some((defect) => defect.test(failure)))).toEqual([]);
  return { roles: roles.length, queries };
}

interface Complaint {
  readonly message: string;
  readonly extensions: { readonly internal?: { readonly error?: { readonly message: string } } };
}
const reasonOf = ({ message, extensions }: Complaint): string =>
  extensions.internal?.error?.message ?? message;

/** What introspection tells is told to the administrator alone. */
async function expectHidden(engine: Engine, sessions: Sessions, role: string): Promise<void> {
  const { errors } = await sessions.ask(engine, role, '{ __schema { queryType { name } } }');
  expect(errors?.[0].message).toBe("field '__schema' not found in type: 'query_root'");
}

/** graphql-js checks what it builds: names, kinds, interfaces, that every type mentioned is there. */
async function schemaOf(engine: Engine, sessions: Sessions, role: string): Promise<GraphQLSchema> {
  const { data, errors } = await sessions.ask(engine, role, getIntrospectionQuery());
  expect([role, errors]).toEqual([role, undefined]);
  return buildClientSchema(data as IntrospectionQuery);
}

type Field = GraphQLField<unknown, unknown>;

/** Root fields of tables, aggregates among them, also below a namespace: those that know `distinct_on`. */
function tableFields(schema: GraphQLSchema): readonly (readonly Field[])[] {
  const roots = Object.values(schema.getQueryType()?.getFields() ?? {});
  return roots.flatMap((root): Field[][] => {
    if (isTable(root)) return [[root]];
    const type = getNamedType(root.type);
    if (root.args.length > 0 || !isObjectType(type) || root.name.startsWith('__')) return [];
    return Object.values(type.getFields())
      .filter(isTable)
      .map((field) => [root, field]);
  });
}

const isTable = ({ args }: Field): boolean =>
  args.some(({ name }) => /^distinct_?on$/i.test(name)) && !args.some(isRequiredArgument);

/** One row: every column, and one step along every relationship. */
function queryOf(path: readonly Field[]): string {
  const field = path.at(-1);
  if (field === undefined) throw new Error('no field');
  const inner = `${field.name}(limit: 1) ${selectionOf(field.type, 1)}`;
  return `{ ${path.slice(0, -1).reduceRight((text, { name }) => `${name} { ${text} }`, inner)} }`;
}

/** The original offers `max` and `min` of these and of row types, and Postgres refuses them. */
const UNORDERED = /^(uuid|ltree|lquery|ltxtquery)$|_scalar$/;

/** `steps`: relationships that may still be followed. */
function selectionOf(type: GraphQLOutputType, steps: number): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const isExtreme = /(max|min)_?fields$/i.test(named.name);
  const fields = Object.values(named.getFields()).filter(
    ({ args, type: of }) =>
      !args.some(isRequiredArgument) && !(isExtreme && UNORDERED.test(getNamedType(of).name)),
  );
  const isAggregate = 'aggregate' in named.getFields() && 'nodes' in named.getFields();
  const parts = fields.map((field) => {
    if (isLeafType(getNamedType(field.type))) return field.name;
    if (isAggregate) return under(field, field.name === 'nodes' ? 0 : steps + 1);
    return steps > 0 ? under(field, steps - 1) : '';
  });
  return braced(parts);
}

function under(field: Field, steps: number): string {
  const inner = selectionOf(field.type, steps);
  return inner === '' ? '' : `${field.name} ${inner}`;
}

function braced(parts: readonly string[]): string {
  const kept = parts.filter((part) => part !== '');
  return kept.length === 0 ? '' : `{ ${kept.join(' ')} }`;
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item);
    }),
  );
}
