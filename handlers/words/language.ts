import type { Sql } from '../../lib/database.ts';

/** The languages that mails are written in (ops.notice_template); pages and refusals speak the same. */
export type Language = 'en' | 'de' | 'es' | 'pl';

const LANGUAGES: readonly string[] = ['en', 'de', 'es', 'pl'] satisfies readonly Language[];

/** The language of an account; English where there is none, or nobody here speaks its own. */
export async function languageOfAccount(sql: Sql, accountId: number): Promise<Language> {
  const account = await sql.row<{ language: string }>(
    'SELECT left(locale, 2) AS language FROM account WHERE id = $1',
    [accountId],
  );
  const language = account?.language ?? 'en';
  return LANGUAGES.includes(language) ? (language as Language) : 'en';
}
