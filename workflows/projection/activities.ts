import { type Database, type Sql, SYSTEM } from '../../lib/database.ts';
import type { ProjectionName } from './contract.ts';

export type ProjectionActivities = ReturnType<typeof projectionActivities>;

/** Events in one transaction: a few seconds at most, below every timeout. */
const EVENT_COUNT_MAX = 5_000;

interface Projection {
  readonly table: string;
  readonly shadow: string;
  readonly aggregate: string;
  /** A function (event, table) that puts one event in. */
  readonly apply: string;
}

/** Read models by name. Their names stand in SQL texts, so nothing that comes from outside may be one. */
const PROJECTIONS: Readonly<Record<ProjectionName, Projection>> = {
  product_view: {
    table: 'projection.product_view',
    shadow: 'projection.product_view_shadow',
    aggregate: 'product',
    apply: 'projection.apply_product',
  },
};

export const projectionActivities = (database: Database) => ({
  /** Empties the shadow, and counts the events that will go in. */
  async beginRebuild(name: ProjectionName): Promise<number> {
    const { shadow, aggregate } = PROJECTIONS[name];
    return await database.transaction(SYSTEM, async (sql) => {
      await sql.rows(`TRUNCATE ${shadow}`);
      const { total } = await sql.one<{ total: number }>(
        'SELECT count(*) AS total FROM ops.outbox_event WHERE aggregate_type = $1',
        [aggregate],
      );
      return total;
    });
  },

  /** Puts the events behind one into the shadow, in their order, at most EVENT_COUNT_MAX. Again is no harm. */
  applyEvents: (name: ProjectionName, afterId: number) =>
    database.transaction(SYSTEM, (sql) => applyBatch(sql, name, afterId)),

  /** Puts in what came meanwhile while nobody writes, and lets the shadow's rows take the place of the old ones. */
  async finishRebuild(name: ProjectionName, afterId: number): Promise<number> {
    const { table, shadow } = PROJECTIONS[name];
    return await database.transaction(SYSTEM, async (sql) => {
      await sql.rows(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`); // readers read on
      for (let last = afterId; ; ) {
        const batch = await applyBatch(sql, name, last);
        if (batch.applied === 0) break;
        last = batch.afterId;
      }
      await sql.rows(`DELETE FROM ${table}`);
      const { rowCount } = await sql.one<{ rowCount: number }>(
        `WITH moved AS (INSERT INTO ${table} SELECT * FROM ${shadow} RETURNING 1)
         SELECT count(*) AS "rowCount" FROM moved`,
      );
      await sql.rows(`TRUNCATE ${shadow}`);
      return rowCount;
    });
  },
});

async function applyBatch(sql: Sql, name: ProjectionName, afterId: number) {
  const { shadow, aggregate, apply } = PROJECTIONS[name];
  return await sql.one<{ afterId: number; applied: number }>(
    `WITH batch AS (
       SELECT id, payload FROM ops.outbox_event
        WHERE aggregate_type = $1 AND id > $2 ORDER BY id LIMIT $3
     ), applied AS (SELECT id, ${apply}(payload, '${shadow}') FROM batch ORDER BY id)
     SELECT coalesce(max(id), $2) AS "afterId", count(*) AS applied FROM applied`,
    [aggregate, afterId, EVENT_COUNT_MAX],
  );
}
