import type { Order, Page, Query, Rows, Selected } from './query.ts';
import type { Filter, Value, World } from './world.ts';

/** Queries as GraphQL. */

export interface Document {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** All queries in one document, under the keys q0, q1, … */
export function printDocument(
  queries: readonly Query[],
  { schema }: World,
  operation: 'query' | 'subscription' = 'query',
): Document {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const roots = queries.map((query, i) => `q${i}: ${rootText(query)}`);
  const head = declared.length === 0 ? operation : `${operation} (${declared.join(', ')})`;
  return { query: `${head} { ${roots.join('\n')} }`, variables };

  function rootText(query: Query): string {
    const root = `${schema}_${query.table}`;
    switch (query.kind) {
      case 'rows':
        return `${root}${argsText(query.rows, query.table)} ${fieldsText(query.rows.fields)}`;
      case 'aggregate':
        return `${root}_aggregate${argsText(query.rows, query.table)} ${aggregateText(query.rows)}`;
      case 'by-key':
        return `${root}_by_pk(id: ${query.id}) ${fieldsText(query.fields)}`;
      case 'node':
        return `node(id: "${globalId(schema, query.table, query.id)}") { ... on ${root} ${fieldsText(query.fields)} }`;
      case 'stream': {
        const cursor = `{initial_value: {id: ${query.start}}, ordering: ${query.direction.toUpperCase()}}`;
        const args = `(batch_size: ${query.size}, cursor: ${cursor}, where: ${whereText(query.rows, query.table)})`;
        return `${root}_stream${args} { sid: id ... ${fieldsText(query.rows.fields)} }`;
      }
      case 'connection': {
        const args = argsText(query.rows, query.table, pageArgs(query.page));
        const node = `{ gid: id ... ${fieldsText(query.rows.fields)} }`;
        return `${root}_connection${args} { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node ${node} } }`;
      }
    }
  }

  function argsText(rows: Rows, table: string, more: readonly string[] = []): string {
    const args = [
      `where: ${whereText(rows, table)}`,
      `order_by: [${rows.orderBy.map(orderText).join(', ')}]`,
      ...(rows.distinctOn.length > 0
        ? [`distinct_on: [${rows.distinctOn.map(({ name }) => name)}]`]
        : []),
      ...(rows.limit === null ? [] : [`limit: ${rows.limit}`]),
      ...(rows.offset === null ? [] : [`offset: ${rows.offset}`]),
      ...more,
    ];
    return `(${args.join(', ')})`;
  }

  function whereText({ where, isVariable }: Rows, table: string): string {
    const value = filterToJson(where, schema);
    // In a literal the columns of an aggregate would be names, and not texts.
    const hasNames = JSON.stringify(value).includes('"arguments"');
    if (!isVariable && !hasNames) return literalText(value);
    const name = `w${declared.length}`;
    declared.push(`$${name}: ${schema}_${table}_bool_exp`);
    variables[name] = value;
    return `$${name}`;
  }

  function fieldsText(fields: readonly Selected[]): string {
    const texts = fields.map((field) => {
      if (field.kind === 'column') return `${field.key}: ${field.column.name}`;
      const { name, to } = field.relationship;
      if (field.kind === 'object') return `${field.key}: ${name} ${fieldsText(field.fields)}`;
      return field.kind === 'array'
        ? `${field.key}: ${name}${argsText(field.rows, to)} ${fieldsText(field.rows.fields)}`
        : `${field.key}: ${name}_aggregate${argsText(field.rows, to)} ${aggregateText(field.rows)}`;
    });
    return `{ ${texts.join(' ')} }`;
  }

  function aggregateText({ aggregates, fields }: Rows): string {
    const texts = aggregates.map(({ key, function: fn, column, isDistinct }) => {
      if (fn !== 'count') return `${key}: ${fn} { v: ${column?.name} }`;
      const args = [
        ...(column === null ? [] : [`columns: [${column.name}]`]),
        ...(isDistinct ? ['distinct: true'] : []),
      ];
      return `${key}: count${args.length > 0 ? `(${args.join(', ')})` : ''}`;
    });
    return `{ aggregate { ${texts.join(' ')} } nodes ${fieldsText(fields)} }`;
  }
}

const pageArgs = ({ from, count, past }: Page): readonly string[] => [
  ...(count === null ? [] : [`${from}: ${count}`]),
  ...(past === null ? [] : [`${past.side}: ${JSON.stringify(past.cursor)}`]),
];

export const globalId = (schema: string, table: string, id: number): string =>
  Buffer.from(JSON.stringify([1, schema, table, id])).toString('base64');

function orderText({ by, direction }: Order): string {
  if (by.kind === 'column') return `{ ${by.column.name}: ${direction} }`;
  if (by.kind === 'aggregate')
    return `{ ${by.relationship.name}_aggregate: { ${by.function}: { ${by.column.name}: ${direction} } } }`;
  return by.kind === 'object'
    ? `{ ${by.relationship.name}: { ${by.column.name}: ${direction} } }`
    : `{ ${by.relationship.name}_aggregate: { count: ${direction} } }`;
}

/** A filter as metadata and variables spell it. */
export function filterToJson(filter: Filter, schema: string): Readonly<Record<string, unknown>> {
  const again = (inner: Filter) => filterToJson(inner, schema);
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { [`_${filter.kind}`]: filter.of.map(again) };
    case 'not':
      return { _not: again(filter.of) };
    case 'null':
      return { [filter.column.name]: { _is_null: filter.is } };
    case 'compare':
      return { [filter.column.name]: { [filter.op]: valueToJson(filter.value) } };
    case 'columns': {
      const { name } = filter.other;
      return { [filter.column.name]: { [filter.op]: filter.isRoot ? ['$', name] : name } };
    }
    case 'related':
      return { [filter.by.name]: again(filter.where) };
    case 'aggregate': {
      const { by, function: fn, column, isDistinct, where, op, value } = filter;
      const args = fn === 'count' ? [column?.name] : column?.name;
      return {
        [`${by.name}_aggregate`]: {
          [fn]: {
            ...(column === null ? {} : { arguments: args }),
            distinct: isDistinct && column !== null,
            filter: again(where),
            predicate: { [op]: value },
          },
        },
      };
    }
    case 'exists':
      return { _exists: { _table: { schema, name: filter.table }, _where: again(filter.where) } };
  }
}

export const valueToJson = (value: Value): unknown => {
  if (value.kind === 'session') return value.name;
  return value.kind === 'list' ? value.values : value.value;
};

function literalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${key}: ${literalText(member)}`);
  return `{${members.join(', ')}}`;
}
