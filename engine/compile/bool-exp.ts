/** BoolExp → SQL. Every name was resolved before; nothing here looks one up or fails. */
import { unreachable } from '../base/error.ts';
import { AGGREGATE_VALUE, type BoolExp, type JoinColumns, type Scalar } from '../ir/bool-exp.ts';
import { ident, isEmpty, join, type Sql, sql, typeName } from '../pg/sql.ts';
import { aggregateToSql } from './aggregate-function.ts';
import { OPERATOR } from './operator.ts';
import { aliasedRow, type Row } from './row.ts';
import { callToSql, operandToSql, type Scope } from './scalar.ts';

type Of<Kind extends BoolExp['kind']> = Extract<BoolExp, { kind: Kind }>;

export function boolExpToSql(exp: BoolExp, scope: Scope): Sql {
  switch (exp.kind) {
    case 'and':
      return junction(exp.of, scope, sql` AND `, sql`(true)`);
    case 'or':
      return junction(exp.of, scope, sql` OR `, sql`(false)`);
    case 'not':
      return sql`(NOT ${boolExpToSql(exp.of, scope)})`;
    case 'rooted':
      return boolExpToSql(exp.of, { ...scope, root: scope.row });
    case 'compare':
      return OPERATOR[exp.op](scalarToSql(exp.left, scope), operandToSql(exp.right, scope));
    case 'is-null':
      return exp.negated
        ? sql`(${scalarToSql(exp.left, scope)} IS NOT NULL)`
        : sql`(${scalarToSql(exp.left, scope)} IS NULL)`;
    case 'st-d-within':
      return withinToSql(exp, scope);
    case 'st-intersects-band':
      return bandToSql(exp, scope);
    case 'exists': {
      const from = ident(exp.table.schema, exp.table.name);
      return existsIn(from, exp.on, exp.where, scope);
    }
    case 'exists-call':
      return existsIn(callToSql(exp.call, scope), new Map(), exp.where, scope);
    case 'aggregate':
      return aggregatePredicateToSql(exp, scope);
    default:
      return unreachable(exp);
  }
}

/** A column, a computed field, a cast: of the row of the scope. */
export function scalarToSql(scalar: Scalar, scope: Scope): Sql {
  switch (scalar.kind) {
    case 'column':
      return scope.row.column(scalar.name);
    case 'computed':
      return callToSql(scalar.call, scope);
    case 'cast':
      return sql`(${scalarToSql(scalar.of, scope)})::${typeName(scalar.type)}`;
    case 'guarded': {
      // Postgres takes DISTINCT ON and ORDER BY for the same by their text, names of rows included.
      const inside = { ...scope, aliases: scope.aliases.inside() };
      return sql`(CASE WHEN ${boolExpToSql(scalar.when, inside)} THEN ${scalarToSql(scalar.of, scope)} END)`;
    }
    default:
      return unreachable(scalar);
  }
}

function junction(of: readonly BoolExp[], scope: Scope, glue: Sql, none: Sql): Sql {
  if (of.length === 0) return none;
  return sql`(${join(
    of.map((part) => boolExpToSql(part, scope)),
    glue,
  )})`;
}

/** `ours = theirs` for each pair of a join. */
export const joinToSql = (on: JoinColumns, ours: Row, theirs: Row): readonly Sql[] =>
  [...on].map(([our, their]) => sql`(${theirs.column(their)} = ${ours.column(our)})`);

/** Conditions joined, the always-true one left out; empty when nothing is left. */
export function conditions(parts: readonly Sql[], where: BoolExp, scope: Scope): Sql {
  const isTrue = where.kind === 'and' && where.of.length === 0;
  return join(isTrue ? parts : [...parts, boolExpToSql(where, scope)], sql` AND `);
}

export const whereClause = (condition: Sql): Sql =>
  isEmpty(condition) ? sql`` : sql` WHERE ${condition}`;

function existsIn(from: Sql, on: JoinColumns, where: BoolExp, scope: Scope): Sql {
  const alias = scope.aliases.take();
  const row = aliasedRow(alias);
  const condition = conditions(joinToSql(on, scope.row, row), where, { ...scope, row });
  return sql`(EXISTS (SELECT 1 FROM ${from} AS ${ident(alias)}${whereClause(condition)}))`;
}

function withinToSql(exp: Of<'st-d-within'>, scope: Scope): Sql {
  const name = exp.dimensions === 3 ? sql`ST_3DDWithin` : sql`ST_DWithin`;
  const args = [
    scalarToSql(exp.left, scope),
    operandToSql(exp.from, scope),
    operandToSql(exp.distance, scope),
    ...(exp.useSpheroid ? [operandToSql(exp.useSpheroid, scope)] : []),
  ];
  return sql`(${name}(${join(args, sql`, `)}))`;
}

function bandToSql(exp: Of<'st-intersects-band'>, scope: Scope): Sql {
  const raster = scalarToSql(exp.left, scope);
  const geometry = operandToSql(exp.geometry, scope);
  const band = exp.band ? operandToSql(exp.band, scope) : null;
  if (exp.order === 'nband-geom')
    return sql`(ST_Intersects(${raster}, ${band ?? sql`1`}, ${geometry}))`;
  return band
    ? sql`(ST_Intersects(${raster}, ${geometry}, ${band}))`
    : sql`(ST_Intersects(${raster}, ${geometry}))`;
}

/** The aggregate is computed in a sub-select, so that its predicate can be any comparison over one value. */
function aggregatePredicateToSql(exp: Of<'aggregate'>, scope: Scope): Sql {
  const [inner, outer] = [scope.aliases.take(), scope.aliases.take()];
  const row = aliasedRow(inner);
  const condition = conditions(joinToSql(exp.on, scope.row, row), exp.where, { ...scope, row });
  const args = exp.args.map((arg) => scalarToSql(arg, { ...scope, row }));
  const value = aggregateToSql(exp.function, args, exp.distinct);
  const predicate = boolExpToSql(exp.predicate, { ...scope, row: aliasedRow(outer) });
  return sql`(EXISTS (SELECT 1 FROM (SELECT ${value} AS ${ident(AGGREGATE_VALUE)} FROM ${ident(
    exp.table.schema,
    exp.table.name,
  )} AS ${ident(inner)}${whereClause(condition)}) AS ${ident(outer)} WHERE ${predicate}))`;
}
