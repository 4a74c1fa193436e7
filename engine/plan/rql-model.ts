/** The older query language of /v1/query and /v2/query: what the console and old scripts still send. */
import { z } from 'zod';

const tableName = z.union([
  z.string().transform((name) => ({ schema: 'public', name })),
  z.object({ schema: z.string().default('public'), name: z.string() }),
]);
const source = z.string().default('default');
const where = z.record(z.string(), z.unknown());
const count = z.int();

const orderByItem = z.union([
  z.string(),
  z.object({
    column: z.unknown(),
    type: z.enum(['asc', 'desc']).default('asc'),
    nulls: z.enum(['first', 'last']).optional(),
  }),
]);

export type RqlColumn = string | RqlRelation;
/** A column or a relationship under another name, a relationship with what is asked of it. */
export interface RqlRelation {
  readonly name: string;
  readonly alias?: string | undefined;
  readonly columns?: readonly RqlColumn[] | undefined;
  readonly where?: Readonly<Record<string, unknown>> | undefined;
  readonly order_by?: unknown;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

const column: z.ZodType<RqlColumn> = z.lazy(() =>
  z.union([
    z.string(),
    z.object({
      name: z.string(),
      alias: z.string().optional(),
      columns: z.array(column).optional(),
      where: where.optional(),
      order_by: z.unknown().optional(),
      limit: count.optional(),
      offset: count.optional(),
    }),
  ]),
);

export const orderBy = z.union([z.array(orderByItem), orderByItem.transform((item) => [item])]);
export type RqlOrderBy = z.output<typeof orderBy>;

export const selectArgs = z.object({
  table: tableName,
  source,
  columns: z.array(column),
  where: where.optional(),
  order_by: orderBy.nullish(),
  limit: count.nullish(),
  offset: count.nullish(),
});
export const countArgs = z.object({
  table: tableName,
  source,
  where: where.optional(),
  distinct: z.array(z.string()).optional(),
});

const returning = z.union([z.array(z.string()), z.literal('*')]).optional();
export const insertArgs = z.object({
  table: tableName,
  source,
  objects: z.array(z.record(z.string(), z.unknown())),
  on_conflict: z
    .object({
      constraint: z.string().optional(),
      constraint_on: z.union([z.string(), z.array(z.string())]).optional(),
      action: z.enum(['ignore', 'update']).optional(),
    })
    .superRefine(({ action }, issues) => {
      // Hasura's own parser of this object, whose words differ from those of the others.
      if (action === undefined)
        issues.addIssue({ code: 'custom', message: "the key 'action' was not present" });
    })
    .optional(),
  returning,
});
export const updateArgs = z.object({
  table: tableName,
  source,
  where,
  $set: z.record(z.string(), z.unknown()).optional(),
  $inc: z.record(z.string(), z.unknown()).optional(),
  $mul: z.record(z.string(), z.unknown()).optional(),
  $default: z.array(z.string()).optional(),
  returning,
});
export const deleteArgs = z.object({ table: tableName, source, where, returning });

export type SelectArgs = z.output<typeof selectArgs>;
export type CountArgs = z.output<typeof countArgs>;
export type InsertArgs = z.output<typeof insertArgs>;
export type UpdateArgs = z.output<typeof updateArgs>;
export type DeleteArgs = z.output<typeof deleteArgs>;
