import pg from 'pg';
import { expect } from 'vitest';
import { createDatabase, type Template, test, testWith } from './database.ts';

test('a test has a database to itself', async ({ database }) => {
  await database.query('CREATE TABLE mine (id int)');
  const other = await createDatabase();
  await expect(other.query('SELECT FROM mine')).rejects.toThrow('does not exist');
  await other.drop();
});

let filled = 0;
const template: Template = {
  name: `support ${process.pid}`,
  async fill(url) {
    filled++;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("CREATE TABLE room (name text); INSERT INTO room VALUES ('Fjord')");
    await client.end();
  },
};

for (const round of ['first', 'second'])
  testWith(template)(`the ${round} copy is as the template was`, async ({ database }) => {
    const { rows } = await database.query<{ name: string }>('SELECT name FROM room');
    expect(rows).toEqual([{ name: 'Fjord' }]);
    await database.query('DELETE FROM room');
    expect(filled).toBe(1);
  });
