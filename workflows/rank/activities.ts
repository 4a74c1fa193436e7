import { type Database, SYSTEM } from '../../lib/database.ts';

export type RankActivities = ReturnType<typeof rankActivities>;

export const rankActivities = (database: Database) => ({
  /** One transaction under the list's lock; the order stays as it is. */
  async rebalanceTaskList(taskListId: number): Promise<void> {
    await database.transaction(SYSTEM, (sql) =>
      sql.rows('SELECT rebalance_task_list($1)', [taskListId]),
    );
  },
});
