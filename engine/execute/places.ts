/** Where in an answer of Postgres joins are to be filled in, by the keys of its objects. */
import type { MutationOutput } from '../ir/mutation.ts';
import type { AggregateSelect, Connection, Field, Join, QueryRoot } from '../ir/select.ts';

export interface Places {
  readonly joins: ReadonlyMap<string, Join>;
  readonly below: ReadonlyMap<string, Places>;
}

/** Null where there are none: such an answer is never looked into. */
export function placesOf(fields: readonly Field[]): Places | null {
  const joins = new Map<string, Join>();
  for (const field of fields) if (field.kind === 'join') joins.set(field.alias, field.join);
  return places(
    joins,
    fields.map((field) => [field.alias, placesIn(field)]),
  );
}

export function placesOfRoot(root: QueryRoot): Places | null {
  switch (root.kind) {
    case 'many':
    case 'one':
      return placesOf(root.select.fields);
    case 'aggregate':
      return placesOfAggregate(root.select);
    case 'connection':
      return placesOfConnection(root.connection);
  }
}

export const placesOfOutput = (output: MutationOutput): Places | null =>
  output.kind === 'row'
    ? placesOf(output.fields)
    : placesBelow(
        output.fields.map((field) => [
          field.alias,
          field.kind === 'returning' ? placesOf(field.fields) : null,
        ]),
      );

type Below = readonly (readonly [alias: string, places: Places | null])[];

/** Of an object whose own members hold them, if any does. */
export const placesBelow = (below: Below): Places | null => places(new Map(), below);

function places(joins: ReadonlyMap<string, Join>, below: Below): Places | null {
  const found = new Map(
    below.flatMap(([alias, inner]) => (inner ? [[alias, inner] as const] : [])),
  );
  return joins.size + found.size === 0 ? null : { joins, below: found };
}

function placesIn(field: Field): Places | null {
  switch (field.kind) {
    case 'object':
    case 'array':
    case 'call':
      return placesOf(field.select.fields);
    case 'array-aggregate':
      return placesOfAggregate(field.select);
    case 'connection':
      return placesOfConnection(field.connection);
    case 'scalar':
    case 'typename':
    case 'node-id':
    case 'join':
      return null;
  }
}

const placesOfAggregate = ({ fields }: AggregateSelect): Places | null =>
  placesBelow(
    fields.map((field) => [field.alias, field.kind === 'nodes' ? placesOf(field.fields) : null]),
  );

const placesOfConnection = ({ fields }: Connection): Places | null =>
  placesBelow(
    fields.map((field) => [
      field.alias,
      field.kind === 'edges'
        ? placesBelow(
            field.fields.map((edge) => [
              edge.alias,
              edge.kind === 'node' ? placesOf(edge.fields) : null,
            ]),
          )
        : null,
    ]),
  );
