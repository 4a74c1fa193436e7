import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, vi } from 'vitest';
import { ROOT } from '../../scripts/platform/programs.ts';
import { reservePort } from '../../scripts/services/ports.ts';
import { as, test } from '../domain/domain.ts';
import { withClients } from '../domain/drills/drill.ts';

/** The handlers as a process of their own: how they begin without their environment, and how they end. */

/** A busy machine takes its time over a process. */
const SOON_MS = 20_000;
const SECRET = 'a secret of sixteen or more';

function run(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'handlers/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('without its environment it ends with 1 and names all that is missing', async () => {
  const child = run({});
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(code).toBe(1);
  for (const name of ['PG_DATABASE_URL', 'HANDLERS_SECRET', 'HASURA_GRAPHQL_JWT_SECRET'])
    expect(said).toContain(`${name} is missing`);
});

test('told to end it answers what it is at, and ends with 0', async ({ database }) => {
  await as(database, 4, `INSERT INTO board (name) VALUES ('B')`);
  await as(database, 4, `INSERT INTO task_list (board_id, name) VALUES (1, 'x')`);
  await as(database, 4, `INSERT INTO task (task_list_id, title) VALUES (1, 'a')`);
  const port = await reservePort();
  const url = `http://127.0.0.1:${port}`;
  const child = run({
    PG_DATABASE_URL: database.url,
    HANDLERS_PORT: String(port),
    HANDLERS_SECRET: SECRET,
    HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ type: 'HS256', key: 'k'.repeat(32) }),
  });
  const ended = once(child, 'exit');
  await vi.waitFor(async () => expect((await fetch(`${url}/livez`)).status).toBe(200), SOON_MS);

  await withClients(database, 1, async (holder) => {
    await holder.query('BEGIN; SELECT 1 FROM task_list FOR UPDATE');
    const answer = fetch(`${url}/actions/moveTask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-handlers-secret': SECRET },
      body: JSON.stringify({
        input: { taskId: 1, toListId: 1, afterId: null, beforeId: null },
        session_variables: { 'x-hasura-role': 'user', 'x-hasura-user-id': '4' },
      }),
    });
    const isWaiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await vi.waitFor(
      async () => expect((await database.query(isWaiting)).rows).toHaveLength(1),
      SOON_MS,
    );
    child.kill('SIGTERM');
    // It takes no more; what it has begun is let go on only then.
    await vi.waitFor(() => expect(fetch(`${url}/livez`)).rejects.toThrow(), SOON_MS);
    await holder.query('COMMIT');
    const reply = await answer;
    expect([reply.status, await reply.json()]).toMatchObject([200, { taskId: 1, taskListId: 1 }]);
  });
  expect(await ended).toEqual([0, null]);
});
