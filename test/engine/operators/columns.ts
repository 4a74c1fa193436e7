import type { Database } from '../../support/database.ts';
import { type Column, literal } from './operands.ts';
import { EXTENSIONS, type Sample } from './samples.ts';

/** The table whose columns are compared, made of samples. */

/** Of those that this Postgres has; what it has not is said. */
export async function ofExtensions(database: Database): Promise<readonly Sample[]> {
  const { rows } = await database.query<{ name: string }>(
    'SELECT name FROM pg_available_extensions',
  );
  const available = new Set(rows.map(({ name }) => name));
  const samples: Sample[] = [];
  for (const [name, of] of Object.entries(EXTENSIONS)) {
    if (!available.has(name)) {
      console.warn(`operators: ${of.map(({ type }) => type)} not tried, no extension ${name}`);
      continue;
    }
    await database.query(`CREATE EXTENSION ${name}`);
    samples.push(...of);
  }
  return samples;
}

/** A row for each value and one of nulls; for each type a column, and one of arrays of it. */
export async function createColumns(
  database: Database,
  samples: readonly Sample[],
): Promise<readonly Column[]> {
  const alone: Column[] = [];
  for (const [i, sample] of samples.entries())
    alone.push(await columnOf(database, sample, `c${i}`));
  const lists: Column[] = [];
  for (const column of alone) if (!column.isEnumTable) lists.push(await arrayOf(database, column));
  const all = [...alone, ...lists];
  const declared = all.map(({ name, type }) => `${name} ${type}`);
  const row = (i: number) =>
    [i, ...all.map(({ cells, sqlType }) => `${literal(cells[i]?.text ?? '')}::${sqlType}`)].join();
  await database.query(
    `CREATE TABLE sample (id int PRIMARY KEY, ${declared.join()});
     INSERT INTO sample VALUES ${[0, 1, 2].map((i) => `(${row(i)})`).join()};
     INSERT INTO sample (id) VALUES (3)`,
  );
  return all;
}

async function columnOf(database: Database, sample: Sample, name: string): Promise<Column> {
  const sqlType = sample.isEnumTable ? 'text' : sample.type;
  const asJson = (value: string) =>
    sample.as === 'geojson' ? `ST_AsGeoJSON(${value})::text` : 'NULL';
  const cells = [];
  for (const value of sample.values) {
    const { rows } = await database.query<{ text: string; json: string | null }>(
      `SELECT (${value})::text AS text, ${asJson(value)} AS json`,
    );
    const [{ text, json }] = rows as [(typeof rows)[0]];
    cells.push({ text, json: spelt(json ?? text, sample.as) });
  }
  return { ...sample, name, sqlType, cells };
}
function spelt(text: string, as: Sample['as']): unknown {
  if (as === undefined) return text;
  if (as === 'boolean') return text === 'true' || text === 't';
  const value = JSON.parse(text);
  return as === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value;
}

async function arrayOf(database: Database, { cells, name, sqlType, as }: Column): Promise<Column> {
  const type = `${sqlType}[]`;
  const lists = [cells.slice(0, 2), cells.slice(1), []];
  const made = [];
  for (const list of lists) {
    const members = list.map(({ text }) => `${literal(text)}::${sqlType}`);
    const { rows } = await database.query<{ text: string }>(
      `SELECT ARRAY[${members.join()}]::${type}::text AS text`,
    );
    made.push({ text: rows[0]?.text ?? '', json: list.map(({ json }) => json) });
  }
  return {
    type,
    sqlType: type,
    name: `${name}s`,
    cells: made,
    values: ['', '', ''],
    ...(as ? { as } : {}),
  };
}
