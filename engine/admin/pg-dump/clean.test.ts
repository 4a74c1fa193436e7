import { expect, test } from 'vitest';
import { cleanDump } from './clean.ts';

async function clean(text: string, chunkBytes = 1000): Promise<string> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  let all = '';
  for await (const piece of cleanDump(chunks())) all += piece;
  return all;
}

const cleans = async (text: string, expected: string): Promise<void> => {
  for (const chunkBytes of [1000, 7, 1]) expect(await clean(text, chunkBytes)).toBe(expected);
};

test('takes out comments, settings and what only psql understands', () =>
  cleans(
    '--\n-- PostgreSQL dump\n\n\\restrict abc\nSET row_security = off;\n\nCREATE SCHEMA public;\nCREATE TABLE a ();\n\n\n\nCREATE TABLE b ();\n\\unrestrict abc\n',
    'CREATE TABLE a ();\n\nCREATE TABLE b ();\n',
  ));
test("takes out the engine's own triggers", () =>
  cleans(
    'CREATE TABLE a ();\nCREATE TRIGGER "notify_hasura_t_INSERT" AFTER INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION hdb_catalog."notify_hasura_t_INSERT"();\n',
    'CREATE TABLE a ();\n',
  ));
test('leaves rows of COPY alone', () =>
  cleans(
    'COPY public.a (x) FROM stdin;\n-- no comment\n\n\nSET row_security = off;\n\\.\n-- gone\n',
    'COPY public.a (x) FROM stdin;\n-- no comment\n\n\nSET row_security = off;\n\\.\n',
  ));
test('leaves strings alone', () =>
  cleans(
    "INSERT INTO a VALUES ('it''s\n-- no comment\n\n\n');\n-- gone\n",
    "INSERT INTO a VALUES ('it''s\n-- no comment\n\n\n');\n",
  ));
test('leaves bodies of functions alone', () =>
  cleans(
    "CREATE FUNCTION f() AS $_$\n-- don't\n$_$;\n-- isn't kept\nSELECT 1;\n",
    "CREATE FUNCTION f() AS $_$\n-- don't\n$_$;\nSELECT 1;\n",
  ));
test('does not cut characters apart', () => cleans("SELECT 'ø→𝄞';\n", "SELECT 'ø→𝄞';\n"));
