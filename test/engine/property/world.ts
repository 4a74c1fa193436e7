import fc from 'fast-check';

/**
 * Random schemas, rows and permissions, as data. Both sides of a differential test are made of them: metadata for the
 * engine, and plain SQL by oracle.ts, which shares nothing with the engine.
 */

export type ColumnType = 'int' | 'text' | 'boolean' | 'numeric' | 'date';
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** A field that a function of the row and the session makes. */
  readonly isComputed?: boolean;
}
export interface Table {
  readonly name: string;
  /** Without `id` and the references. */
  readonly columns: readonly Column[];
  readonly references: readonly { readonly column: string; readonly target: string }[];
}
export interface Relationship {
  readonly name: string;
  readonly kind: 'object' | 'array';
  readonly from: string;
  readonly to: string;
  readonly ours: string;
  readonly theirs: string;
  /** A function of the row that answers rows: those of the same table with an id that is not larger. */
  readonly isComputed?: boolean;
}

export type Scalar = number | string | boolean;
export type Value =
  | { readonly kind: 'constant'; readonly value: Scalar }
  | { readonly kind: 'list'; readonly values: readonly Scalar[] }
  | { readonly kind: 'session'; readonly name: SessionName };
export type Op = '_eq' | '_neq' | '_gt' | '_lt' | '_gte' | '_lte' | '_in' | '_nin' | '_like';
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'compare'; readonly column: Column; readonly op: Op; readonly value: Value }
  | { readonly kind: 'null'; readonly column: Column; readonly is: boolean }
  /** With another column of the row, or of the row where the filter began. */
  | {
      readonly kind: 'columns';
      readonly column: Column;
      readonly op: '_ceq' | '_cneq' | '_cgt' | '_clte';
      readonly other: Column;
      readonly isRoot: boolean;
    }
  | { readonly kind: 'related'; readonly by: Relationship; readonly where: Filter }
  | { readonly kind: 'exists'; readonly table: string; readonly where: Filter }
  /** What related rows add up to: a client's alone. Over no column it counts. */
  | {
      readonly kind: 'aggregate';
      readonly by: Relationship;
      readonly function: 'count' | 'bool_and' | 'bool_or';
      readonly column: Column | null;
      readonly isDistinct: boolean;
      readonly where: Filter;
      readonly op: '_eq' | '_neq' | '_gt' | '_lte';
      readonly value: Scalar;
    };

export interface Permission {
  readonly filter: Filter;
  readonly columns: readonly string[];
  readonly limit: number | null;
  readonly mayAggregate: boolean;
}
export interface WritePermission {
  readonly filter: Filter;
  readonly check: Filter;
  /** Besides `id`, which may be inserted and never changed. */
  readonly columns: readonly string[];
  /** What is written to columns that the role may not write itself. */
  readonly presets: Readonly<Record<string, Value>>;
}

export const SESSION = {
  'x-hasura-int': '2',
  'x-hasura-text': 'b',
  'x-hasura-ints': '{1,3}',
} as const;
type SessionName = keyof typeof SESSION;

/** Two roles that may write, and two that are made of them: one of a single writer, one of both. */
export const WRITER = 'w';
const SECOND_WRITER = 'v';
const HEIR = 'heir';
export const RIVALS = 'rivals';
export const WRITERS: readonly string[] = [WRITER, SECOND_WRITER, HEIR, RIVALS];

export interface World {
  /** The database schema that it lives in; also what its GraphQL names begin with. */
  readonly schema: string;
  readonly tables: readonly Table[];
  readonly relationships: readonly Relationship[];
  readonly rows: ReadonlyMap<string, readonly Readonly<Record<string, Scalar | null>>[]>;
  readonly roles: readonly string[];
  /** Roles made of roles. */
  readonly inherited: ReadonlyMap<string, readonly string[]>;
  /** By table and role, of those that are made of none. */
  readonly permissions: ReadonlyMap<string, ReadonlyMap<string, Permission>>;
  readonly writes: ReadonlyMap<string, ReadonlyMap<string, WritePermission>>;
}

export const ID: Column = { name: 'id', type: 'int' };
export const columnsOf = ({ columns, references }: Table): readonly Column[] => [
  ID,
  ...columns,
  ...references.map(({ column }): Column => ({ name: column, type: 'int' })),
];
/** What a function makes of every row: small numbers, some null, and the session's own. */
export const WORTH: Column = { name: 'worth', type: 'int', isComputed: true };
export const worthSql = (id: string, sessionInt: string): string =>
  `nullif(${id} % 4, 0) + ${sessionInt}`;
/** All that a row may be asked for and filtered by. */
export const cellsOf = (table: Table): readonly Column[] => [...columnsOf(table), WORTH];
export const isStored = ({ isComputed }: Column): boolean => !isComputed;
export const tableOf = ({ tables }: World, name: string): Table => {
  const found = tables.find((table) => table.name === name);
  if (!found) throw new Error(`no table ${name}`);
  return found;
};

/** Few values, so that comparisons meet. */
const VALUES: { readonly [T in ColumnType]: readonly Scalar[] } = {
  int: [0, 1, 2, 3, -1],
  text: ['a', 'b', 'ab', '', "it's"],
  boolean: [true, false],
  numeric: [0, 1.5, 2, -3.25],
  date: ['2001-01-01', '2001-01-02', '1999-12-31'],
};
export const scalarOf = (type: ColumnType): fc.Arbitrary<Scalar> =>
  fc.constantFrom(...VALUES[type]);

const columnArb: fc.Arbitrary<ColumnType> = fc.constantFrom(
  'int',
  'text',
  'boolean',
  'numeric',
  'date',
);

export function worldArb(schema: string): fc.Arbitrary<World> {
  return tablesArb.chain((tables) => {
    const relationships = relationshipsOf(tables);
    const base = ['r0', 'r1', 'r2', WRITER, SECOND_WRITER];
    const bare = { schema, tables, relationships, roles: [...base, 'both', 'all', HEIR, RIVALS] };
    const perTable = <T>(arb: (table: Table) => fc.Arbitrary<T>): fc.Arbitrary<Map<string, T>> =>
      fc
        .tuple(...tables.map((table) => arb(table)))
        .map((made) => new Map(made.map((each, i) => [tables[i]?.name ?? '', each])));
    const perRole = <T>(roles: readonly string[], arb: fc.Arbitrary<T>) =>
      fc
        .tuple(...roles.map(() => fc.option(arb, { freq: 6 })))
        .map(
          (made) =>
            new Map(made.flatMap((each, i) => (each === null ? [] : [[roles[i] ?? '', each]]))),
        );
    return fc.record({
      schema: fc.constant(schema),
      tables: fc.constant(tables),
      relationships: fc.constant(relationships),
      roles: fc.constant(bare.roles),
      inherited: fc.constant(
        new Map([
          ['both', ['r0', 'r1']],
          ['all', ['both', 'r2']],
          [HEIR, ['r0', WRITER]],
          [RIVALS, [HEIR, SECOND_WRITER]],
        ]),
      ),
      rows: perTable((table) => rowsArb(table)),
      permissions: perTable((table) => perRole(base, permissionArb(table, bare))),
      writes: perTable((table) =>
        fc
          .tuple(perRole([WRITER, SECOND_WRITER], writeArb(table, bare)), fc.boolean())
          .map(([made, areTwins]) => (areTwins ? twins(made) : made)),
      ),
    });
  });
}

/** Whom both are parents of inherits what they agree in. */
function twins<T>(made: Map<string, T>): Map<string, T> {
  const first = made.get(WRITER);
  return first === undefined ? made : new Map([...made, [SECOND_WRITER, first]]);
}

const tablesArb: fc.Arbitrary<readonly Table[]> = fc.integer({ min: 2, max: 4 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, i) =>
      fc.record({
        name: fc.constant(`t${i}`),
        columns: fc
          .array(columnArb, { minLength: 1, maxLength: 4 })
          .map((types) => types.map((type, k): Column => ({ name: `c${k}`, type }))),
        references: fc
          .array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 2 })
          .map((targets) =>
            targets.map((target, k) => ({ column: `f${k}`, target: `t${target}` })),
          ),
      }),
    ),
  ),
);

const relationshipsOf = (tables: readonly Table[]): readonly Relationship[] =>
  tables.flatMap(({ name, references }): Relationship[] => [
    {
      name: 'near',
      kind: 'array',
      from: name,
      to: name,
      ours: 'id',
      theirs: 'id',
      isComputed: true,
    },
    ...references.flatMap(({ column, target }): Relationship[] => [
      { name: `o_${column}`, kind: 'object', from: name, to: target, ours: column, theirs: 'id' },
      {
        name: `a_${name}_${column}`,
        kind: 'array',
        from: target,
        to: name,
        ours: 'id',
        theirs: column,
      },
    ]),
  ]);

const ROWS_MAX = 8;
/** Ids are 1…n; references point at ids that may be there or not be there: foreign keys are made without being checked. */
export const rowsArb = (table: Table) =>
  fc
    .array(
      fc.record(
        Object.fromEntries(
          columnsOf(table).map((column) => [
            column.name,
            column.name.startsWith('f')
              ? fc.option(fc.integer({ min: 1, max: ROWS_MAX }), { freq: 4 })
              : fc.option(scalarOf(column.type), { freq: 4 }),
          ]),
        ),
      ),
      { minLength: 3, maxLength: ROWS_MAX },
    )
    .map((rows) =>
      rows.map((row, i): Readonly<Record<string, Scalar | null>> => ({ ...row, id: i + 1 })),
    );

type Bare = Pick<World, 'schema' | 'tables' | 'relationships' | 'roles'>;

const permissionArb = (table: Table, world: Bare): fc.Arbitrary<Permission> =>
  fc.record({
    filter: filterArb(table, world, { depth: 3, ...EVERYTHING }),
    // `id` makes every order total, so that limits have one answer.
    columns: fc
      .subarray(cellsOf(table).map(({ name }) => name))
      .map((names) => [...new Set(['id', ...names])]),
    limit: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 2 }),
    mayAggregate: fc.boolean(),
  });

const writeArb = (table: Table, world: Bare): fc.Arbitrary<WritePermission> => {
  const columns = columnsOf(table).filter(({ name }) => name !== ID.name);
  const preset = ({ type }: Column) => valueArb(type, '_eq', true);
  return fc
    .record({
      filter: filterArb(table, world, { depth: 2, ...EVERYTHING }),
      check: filterArb(table, world, { depth: 2, ...EVERYTHING }),
      columns: fc.oneof(
        fc.constant(columns.map(({ name }) => name)),
        fc.subarray(
          columns.map(({ name }) => name),
          { minLength: 1 },
        ),
      ),
      presets: fc.record(Object.fromEntries(columns.map((each) => [each.name, preset(each)])), {
        requiredKeys: [],
      }),
    })
    .map(({ presets, ...rest }) => ({
      ...rest,
      presets: Object.fromEntries(
        Object.entries(presets).flatMap(([name, value]) =>
          value === undefined || rest.columns.includes(name) ? [] : [[name, value]],
        ),
      ),
    }));
};

/** What a filter may speak of. */
export interface Reach {
  readonly depth: number;
  columns(table: Table): readonly Column[];
  isReachable(table: string): boolean;
  mayAggregate(table: string): boolean;
  /** Session variables, other columns and `_exists`: a permission's alone. */
  readonly isPermission: boolean;
}
const EVERYTHING = {
  columns: cellsOf,
  isReachable: () => true,
  mayAggregate: () => false,
  isPermission: true,
} as const;

export function filterArb(
  table: Table,
  world: Bare,
  reach: Reach,
  root: Table = table,
): fc.Arbitrary<Filter> {
  const columns = reach.columns(table);
  const leaf = fc.constantFrom(...columns).chain((column) => leafArb(column, table, root, reach));
  if (reach.depth === 0) return leaf;
  const inner = { ...reach, depth: reach.depth - 1 };
  const same = filterArb(table, world, inner, root);
  const related = world.relationships.filter(
    ({ from, to, isComputed }) =>
      from === table.name && reach.isReachable(to) && !(isComputed && reach.isPermission),
  );
  const aggregated = related.filter(
    ({ kind, to, isComputed }) => kind === 'array' && !isComputed && reach.mayAggregate(to),
  );
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(same, { maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), of: same }) },
    ...(related.length === 0
      ? []
      : [{ weight: 3, arbitrary: relatedArb(related, world, inner, root) }]),
    ...(aggregated.length === 0
      ? []
      : [{ weight: 2, arbitrary: aggregateArb(aggregated, world, inner) }]),
    ...(reach.isPermission ? [{ weight: 1, arbitrary: existsArb(world, inner, root) }] : []),
  );
}

const named = (world: Bare, name: string): Table => tableOf(world as World, name);

const relatedArb = (
  related: readonly Relationship[],
  world: Bare,
  reach: Reach,
  root: Table,
): fc.Arbitrary<Filter> =>
  fc.constantFrom(...related).chain((by) =>
    fc.record({
      kind: fc.constant('related' as const),
      by: fc.constant(by),
      where: filterArb(named(world, by.to), world, reach, root),
    }),
  );

function aggregateArb(
  related: readonly Relationship[],
  world: Bare,
  reach: Reach,
): fc.Arbitrary<Filter> {
  return fc.constantFrom(...related).chain((by) => {
    const target = named(world, by.to);
    const columns = reach.columns(target).filter(isStored);
    const flags = columns.filter(({ type }) => type === 'boolean');
    const shared = {
      kind: fc.constant('aggregate' as const),
      by: fc.constant(by),
      isDistinct: fc.boolean(),
      where: filterArb(target, world, { ...reach, depth: 0 }),
    };
    const count = fc.record({
      ...shared,
      function: fc.constant('count' as const),
      column: fc.option(fc.constantFrom(...columns)),
      op: fc.constantFrom('_eq' as const, '_neq' as const, '_gt' as const, '_lte' as const),
      value: fc.integer({ min: 0, max: 3 }),
    });
    if (flags.length === 0) return count;
    const flag = fc.record({
      ...shared,
      function: fc.constantFrom('bool_and' as const, 'bool_or' as const),
      column: fc.constantFrom(...flags),
      op: fc.constantFrom('_eq' as const, '_neq' as const),
      value: fc.boolean(),
    });
    return fc.oneof(count, flag);
  });
}

const existsArb = (world: Bare, reach: Reach, root: Table): fc.Arbitrary<Filter> =>
  fc.constantFrom(...world.tables).chain((target) =>
    fc.record({
      kind: fc.constant('exists' as const),
      table: fc.constant(target.name),
      where: filterArb(target, world, { ...reach, depth: Math.min(reach.depth, 1) }, root),
    }),
  );

const ORDERED: readonly Op[] = ['_eq', '_neq', '_gt', '_lt', '_gte', '_lte'];
const opsOf = (type: ColumnType): readonly Op[] =>
  type === 'text' ? [...ORDERED, '_in', '_nin', '_like'] : [...ORDERED, '_in', '_nin'];

function leafArb(column: Column, table: Table, root: Table, reach: Reach): fc.Arbitrary<Filter> {
  const compare = fc.constantFrom(...opsOf(column.type)).chain((op) =>
    fc.record({
      kind: fc.constant('compare' as const),
      column: fc.constant(column),
      op: fc.constant(op),
      value: valueArb(column.type, op, reach.isPermission),
    }),
  );
  const isNull = fc.record({
    kind: fc.constant('null' as const),
    column: fc.constant(column),
    is: fc.boolean(),
  });
  if (!reach.isPermission || !isStored(column))
    return fc.oneof({ weight: 5, arbitrary: compare }, isNull);
  return fc.oneof({ weight: 5, arbitrary: compare }, isNull, columnsArb(column, table, root));
}

function columnsArb(column: Column, table: Table, root: Table): fc.Arbitrary<Filter> {
  const alike = (of: Table) => columnsOf(of).filter(({ type }) => type === column.type);
  const others = [
    ...alike(table).map((other) => ({ other, isRoot: false })),
    ...alike(root).map((other) => ({ other, isRoot: true })),
  ];
  return fc
    .tuple(
      fc.constantFrom('_ceq' as const, '_cneq' as const, '_cgt' as const, '_clte' as const),
      fc.constantFrom(...others),
    )
    .map(([op, other]) => ({ kind: 'columns' as const, column, op, ...other }));
}

function valueArb(type: ColumnType, op: Op, isPermission: boolean): fc.Arbitrary<Value> {
  const isList = op === '_in' || op === '_nin';
  const own: fc.Arbitrary<Value> = isList
    ? fc.array(scalarOf(type), { maxLength: 3 }).map((values) => ({ kind: 'list', values }))
    : (op === '_like' ? fc.constantFrom('a%', '%b', '_', '%') : scalarOf(type)).map((value) => ({
        kind: 'constant',
        value,
      }));
  const name = sessionNameOf(type, isList);
  if (!isPermission || name === null) return own;
  return fc.oneof({ weight: 3, arbitrary: own }, fc.constant({ kind: 'session' as const, name }));
}

function sessionNameOf(type: ColumnType, isList: boolean): SessionName | null {
  if (type === 'int') return isList ? 'x-hasura-ints' : 'x-hasura-int';
  return type === 'text' && !isList ? 'x-hasura-text' : null;
}
