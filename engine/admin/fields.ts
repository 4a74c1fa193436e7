import { type Catalog, keyOf, type TableName } from '../catalog/model.ts';
import type { Metadata, TableMetadata } from '../metadata/model.ts';

/** What a name in a permission's bool_exp stands for, and the walk through such an expression. */

export type Catalogs = ReadonlyMap<string, Catalog>;

export type Field =
  | { readonly kind: 'column' }
  | { readonly kind: 'relationship'; readonly target: TableName | null }
  | { readonly kind: 'computed-field'; readonly target: TableName | null };

/** Null for a name that the table does not have. */
export type FieldOf = (source: string, table: TableName, name: string) => Field | null;

/** Metadata and catalogs → what each name of each table stands for. */
export function buildFieldOf(metadata: Metadata, catalogs: Catalogs): FieldOf {
  const tables = new Map<string, TableMetadata>();
  for (const source of metadata.sources)
    for (const table of source.tables) tables.set(`${source.name}\0${keyOf(table.table)}`, table);
  return (source, name, field) => {
    const table = tables.get(`${source}\0${keyOf(name)}`);
    const catalog = catalogs.get(source);
    const relationship = table && relationshipTarget(table, catalog, field);
    if (relationship !== undefined) return { kind: 'relationship', target: relationship };
    const computed = table?.computed_fields.find((candidate) => candidate.name === field);
    if (computed) {
      const [called] = catalog?.functions.get(keyOf(computed.definition.function)) ?? [];
      return { kind: 'computed-field', target: called?.returnsTable ?? null };
    }
    const isColumn = catalog?.tables.get(keyOf(name))?.columns.has(field) ?? false;
    return isColumn ? { kind: 'column' } : null;
  };
}

/** Undefined where the table has no such relationship, null where it leads nowhere that is known. */
export function relationshipTarget(
  table: TableMetadata,
  catalog: Catalog | undefined,
  name: string,
): TableName | null | undefined {
  const relationship =
    table.object_relationships.find((candidate) => candidate.name === name) ??
    table.array_relationships.find((candidate) => candidate.name === name);
  if (!relationship) return undefined;
  const { manual_configuration, foreign_key_constraint_on: key } = relationship.using;
  if (manual_configuration) return manual_configuration.remote_table;
  if (key?.table) return key.table;
  return foreignKeyTarget(catalog, table.table, key?.columns ?? []);
}

export function foreignKeyTarget(
  catalog: Catalog | undefined,
  table: TableName,
  columns: readonly string[],
): TableName | null {
  const keys = catalog?.tables.get(keyOf(table))?.foreignKeys ?? [];
  const found = keys.find(
    (key) => key.columns.size === columns.length && columns.every((name) => key.columns.has(name)),
  );
  return found?.target ?? null;
}

/** Called at every name of a table's field with what stands beside it; what it returns is written in its place. */
export type Visit = (table: TableName, name: string, field: Field, value: unknown) => string;
/** Called at every table that `_exists` names. */
export type VisitTable = (table: TableName) => TableName;

interface Walk {
  readonly source: string;
  readonly fieldOf: FieldOf;
  readonly visit: Visit;
  readonly visitTable: VisitTable;
}

/** A bool_exp with every name replaced by what `visit` says of it. */
export function mapBoolExp(exp: unknown, table: TableName, root: TableName, walk: Walk): unknown {
  if (!isRecord(exp)) return exp;
  const entries = Object.entries(exp).map(([key, value]): [string, unknown] => {
    if (JUNCTIONS.has(key)) {
      const parts = Array.isArray(value) ? value : [value];
      const mapped = parts.map((part) => mapBoolExp(part, table, root, walk));
      return [key, Array.isArray(value) ? mapped : mapped[0]];
    }
    if (key === '_exists' || key === '$exists') return [key, mapExists(value, walk)];
    return mapField(key, value, table, root, walk);
  });
  return Object.fromEntries(entries);
}

const JUNCTIONS = new Set(['_and', '_or', '_not', '$and', '$or', '$not']);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mapExists(value: unknown, walk: Walk): unknown {
  if (!isRecord(value)) return value;
  const tableKey = '_table' in value ? '_table' : '$table';
  const whereKey = '_where' in value ? '_where' : '$where';
  const table = toTableName(value[tableKey]);
  if (!table) return value;
  const where = mapBoolExp(value[whereKey], table, table, walk);
  return { ...value, [tableKey]: walk.visitTable(table), [whereKey]: where };
}

export const toTableName = (value: unknown): TableName | null => {
  if (typeof value === 'string') return { schema: 'public', name: value };
  if (!isRecord(value) || typeof value['name'] !== 'string') return null;
  return { schema: String(value['schema'] ?? 'public'), name: value['name'] };
};

function mapField(
  key: string,
  value: unknown,
  table: TableName,
  root: TableName,
  walk: Walk,
): [string, unknown] {
  const aggregate = key.endsWith('_aggregate') ? key.slice(0, -'_aggregate'.length) : null;
  const field = walk.fieldOf(walk.source, table, key);
  if (field === null && aggregate !== null) {
    const inner = walk.fieldOf(walk.source, table, aggregate);
    if (inner?.kind === 'relationship')
      return [`${walk.visit(table, aggregate, inner, value)}_aggregate`, value];
  }
  if (field === null) return [key, value];
  const name = walk.visit(table, key, field, value);
  if (field.kind !== 'column' && field.target !== null && isRecord(value))
    return [name, mapBoolExp(value, field.target, root, walk)];
  return [name, field.kind === 'column' ? mapOperators(value, table, root, walk) : value];
}

/** `_ceq` and its like compare with another column: of the same table, or after `$` of the table where it all began. */
function mapOperators(value: unknown, table: TableName, root: TableName, walk: Walk): unknown {
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([operator, operand]): [string, unknown] => {
    if (!COLUMN_OPERATORS.has(operator.replace(/^\$/, '_'))) return [operator, operand];
    if (typeof operand === 'string')
      return [operator, walk.visit(table, operand, { kind: 'column' }, null)];
    if (Array.isArray(operand) && operand[0] === '$' && typeof operand[1] === 'string')
      return [operator, ['$', walk.visit(root, operand[1], { kind: 'column' }, null)]];
    return [operator, operand];
  });
  return Object.fromEntries(entries);
}
const COLUMN_OPERATORS = new Set(['_ceq', '_cne', '_cneq', '_cgt', '_clt', '_cgte', '_clte']);
