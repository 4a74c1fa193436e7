import { expect } from 'vitest';
import { openPool } from '../../engine/pg/connection-pool.ts';
import { openListener } from '../../engine/pg/listener.ts';
import { test } from '../support/database.ts';

test('hears what is told on its channels, also after its connection was lost', async ({
  database,
}) => {
  const pool = openPool(database.url, { max: 2 });
  const heard: string[] = [];
  let begun = 0;
  const channel = `base "${process.pid}"`;
  const listener = openListener(`${database.url}?application_name=base_listener_${process.pid}`, {
    channels: [channel, 'another'],
    onNotification: ({ payload }) => heard.push(payload),
    onListening: () => {
      begun += 1;
    },
  });
  const tell = (payload: string) => pool.write('SELECT pg_notify($1, $2)', [channel, payload]);
  await expect.poll(() => begun).toBe(1);
  await tell('one');
  await expect.poll(() => heard).toEqual(['one']);

  await pool.write(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
    [`base_listener_${process.pid}`],
  );
  await expect.poll(() => begun, { timeout: 5000 }).toBe(2);
  await tell('two');
  await expect.poll(() => heard).toEqual(['one', 'two']);
  listener.close();
  await pool.close();
});
