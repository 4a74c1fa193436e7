import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { as, rowsOf, test } from '../domain.ts';
import { isFull, report, sleep, withClients } from './drill.ts';

/** 20 writers and 5 readers who stream by room_seq: no gap, no duplicate, the same order for all. */

const WRITERS = 20;
const READERS = 5;
const MESSAGES = isFull ? 20_000 : 2_000;

test('readers by room_seq miss nothing under concurrent writers', { timeout: 300_000 }, async ({
  database,
}) => {
  await as(database, 4, `INSERT INTO room (name, kind) VALUES ('crowd', 'PUBLIC_GROUP')`);
  await database.query(
    'INSERT INTO room_member (room_id, member_id) SELECT 1, n FROM generate_series(5, 12) AS n',
  );
  let written = 0;
  let retried = 0;
  const read: string[][] = Array.from({ length: READERS }, () => []);
  const started = Date.now();
  await withClients(database, WRITERS + READERS, async (client, index) => {
    const reader = read[index - WRITERS];
    if (reader === undefined) {
      for (let i = 0; i < MESSAGES / WRITERS; i++) {
        const key = randomUUID();
        // A tenth is sent twice, as by a client that lost the answer.
        const times = Math.random() < 0.1 ? 2 : 1;
        for (let time = 0; time < times; time++) {
          const { rowCount } = await client.query(
            `INSERT INTO message (room_id, member_id, text, client_key) VALUES (1, $1, $2, $3)
             ON CONFLICT (member_id, client_key) DO NOTHING`,
            [4 + (index % 9), `${index}.${i}`, key],
          );
          if (rowCount === 1) written++;
          else retried++;
        }
      }
      return;
    }
    let cursor = 0;
    while (cursor < MESSAGES) {
      const { rows } = await client.query(
        'SELECT room_seq, text FROM message WHERE room_id = 1 AND room_seq > $1 ORDER BY room_seq LIMIT 500',
        [cursor],
      );
      for (const row of rows) reader.push(`${row.room_seq} ${row.text}`);
      cursor = rows.length === 0 ? cursor : Number(rows.at(-1).room_seq);
      if (rows.length === 0) await sleep(5);
    }
  });
  const seconds = (Date.now() - started) / 1000;
  const [inversions] = await rowsOf(
    database,
    `SELECT count(*)::integer AS inversions FROM (
       SELECT room_seq < max(room_seq) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS is
       FROM message) AS m WHERE m.is`,
  );
  report('messages', new Map(), {
    written,
    retried,
    readers: READERS,
    seconds,
    perSecond: Math.round(written / seconds),
    ...inversions, // how many a cursor over id could have missed
  });
  expect(written).toBe(MESSAGES);
  const sequence = read[0]?.map((line) => Number(line.split(' ')[0]));
  expect(sequence).toEqual(Array.from({ length: MESSAGES }, (_, i) => i + 1));
  for (const other of read) expect(other).toEqual(read[0]);
});
