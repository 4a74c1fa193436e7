/** A condition over the rows of a change → SQL of a trigger function, where the rows are the records OLD and NEW. */
import { unreachable } from '../base/error.ts';
import { boolExpToSql } from '../compile/bool-exp.ts';
import { Aliases, type Row } from '../compile/row.ts';
import { fill, ident, join, literal, type Param, type Sql, sql } from '../pg/sql.ts';
import type { RowCondition } from '../schema/row-condition.ts';

type Image = 'old' | 'new';

/** `images`: those that the operation has. What is said of a row that is not there is false. */
export function conditionToSql(condition: RowCondition, images: readonly Image[]): Sql {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      if (condition.of.length === 0) return condition.kind === 'and' ? sql`true` : sql`false`;
      const glue = condition.kind === 'and' ? sql` AND ` : sql` OR `;
      return sql`(${join(
        condition.of.map((part) => conditionToSql(part, images)),
        glue,
      )})`;
    }
    case 'not':
      return sql`(NOT ${conditionToSql(condition.of, images)})`;
    case 'row': {
      const { row, where } = condition;
      if (!images.includes(row)) return sql`false`;
      const other: Image = row === 'old' ? 'new' : 'old';
      const root = images.includes(other) ? recordRow(other) : nothing;
      const scope = { row: recordRow(row), root, aliases: new Aliases() };
      // What is unknown (null) is not true, also under a NOT.
      return sql`coalesce(${fill(boolExpToSql(where, scope), constantOf)}, false)`;
    }
    default:
      return unreachable(condition);
  }
}

const recordRow = (image: Image): Row => ({
  column: (name) => ident(image, name),
  whole: ident(image),
});
/** Compared with a row that is not there, everything is unknown. */
const nothing: Row = { column: () => sql`NULL`, whole: sql`NULL` };

const SESSION = sql`nullif(current_setting('hasura.user', true), '')::json`;

function constantOf(source: Param): Sql {
  switch (source.from) {
    case 'constant':
      return source.value === null ? sql`NULL` : literal(source.value);
    case 'session':
      return SESSION;
    case 'session-variable':
      return sql`${SESSION} ->> ${literal(source.name)}`;
    case 'variable':
    case 'column-of':
    case 'cursor':
    case 'local':
      throw new Error(`a condition of metadata has no ${source.from}`);
    default:
      return unreachable(source);
  }
}
