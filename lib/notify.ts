import type { Sql } from './database.ts';

/** Something that an account is to be told, once a channel. The words are in ops.notice_template. */
export interface Notice {
  readonly accountId: number;
  readonly template: string;
  readonly channels: readonly ('IN_APP' | 'EMAIL' | 'PUSH')[];
  /** What is told by this key was told, however often it is asked for again. */
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export async function notify(sql: Sql, notice: Notice): Promise<void> {
  const { accountId, template, channels, key, values = {} } = notice;
  await sql.rows('SELECT ops.notify($1, $2, $3, $4, $5)', [
    accountId,
    template,
    channels,
    key,
    JSON.stringify(values),
  ]);
}
