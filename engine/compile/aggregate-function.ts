import { EngineError } from '../base/error.ts';
import { join, type Sql, sql } from '../pg/sql.ts';

/** Aggregates by the name that the API gives them. Plan/ can only name these. */
const FUNCTION: ReadonlyMap<string, Sql> = new Map([
  ['count', sql`count`],
  ['sum', sql`sum`],
  ['avg', sql`avg`],
  ['max', sql`max`],
  ['min', sql`min`],
  ['stddev', sql`stddev`],
  ['stddev_pop', sql`stddev_pop`],
  ['stddev_samp', sql`stddev_samp`],
  ['var_pop', sql`var_pop`],
  ['var_samp', sql`var_samp`],
  ['variance', sql`variance`],
  ['bool_and', sql`bool_and`],
  ['bool_or', sql`bool_or`],
  ['corr', sql`corr`],
  ['covar_samp', sql`covar_samp`],
]);

/** `count(*)`, `count(DISTINCT (a, b))`, `sum(a)`, `corr(a, b)`. */
export function aggregateToSql(name: string, args: readonly Sql[], distinct = false): Sql {
  const call = FUNCTION.get(name);
  if (!call) throw new EngineError('unexpected', `no aggregate function "${name}"`);
  const only = args.length === 1 ? args[0] : undefined;
  const list = join(args, sql`, `);
  if (name !== 'count') return distinct ? sql`${call}(DISTINCT ${list})` : sql`${call}(${list})`;
  if (args.length === 0) return sql`count(*)`;
  // count takes one value: several columns are counted as one row value.
  const counted = only ?? sql`(${list})`;
  return distinct ? sql`count(DISTINCT ${counted})` : sql`count(${counted})`;
}
