import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import { onTestFinished } from 'vitest';
import { buildApp } from '../../handlers/app.ts';
import { readConfig } from '../../handlers/config.ts';
import type { Mail } from '../../handlers/mailer/mailer.ts';
import { closePorts, openPorts } from '../../handlers/open.ts';
import { openLogger } from '../../lib/logger.ts';
import { TemporalAbsent } from '../../lib/temporal.ts';
import { buildActivities } from '../../workflows/activities.ts';
import type { Database } from '../support/database.ts';

const SECRET = 'a secret of sixteen or more';

/** What a webhook answered. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Handlers {
  readonly url: string;
  /** Mails that were sent, in order. */
  readonly mails: readonly Mail[];
  /** Calls that reached Temporal: the verb, the workflow's id, and the signal or the arguments. */
  readonly workflowCalls: readonly (readonly unknown[])[];
  isMailServerAway: boolean;
  isTemporalAway: boolean;
  /** Posts what the engine posts for an action. No account is the role anonymous. */
  action(name: string, input: object, accountId?: number, role?: string): Promise<Answer>;
  /** Posts what the engine posts for an event trigger. */
  event(name: string, row: object, attempt?: { readonly isLast: boolean }): Promise<Answer>;
  cron(name: string): Promise<Answer>;
  /** What a worker would do for the workflows that were started. */
  readonly activities: ReturnType<typeof buildActivities>;
}

/** The handlers on a real port and a real database. Mail and Temporal are noted down instead of reached. */
export async function openHandlers(
  database: Database,
  env: Readonly<Record<string, string>> = {},
): Promise<Handlers> {
  const port = await freePort();
  const config = readConfig({
    PG_DATABASE_URL: database.url,
    HANDLERS_SECRET: SECRET,
    HANDLERS_PORT: String(port),
    HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ type: 'HS256', key: 'k'.repeat(32) }),
    PUBLIC_URL: 'http://product.test',
    ...env,
  });
  const opened = openPorts(config, openLogger('handlers', 'silent'));
  const mails: Mail[] = [];
  const workflowCalls: (readonly unknown[])[] = [];
  const handlers: Handlers = {
    url: `http://127.0.0.1:${port}`,
    mails,
    workflowCalls,
    isMailServerAway: false,
    isTemporalAway: false,
    activities: buildActivities({
      ...opened,
      databaseUrl: database.url,
      engine: undefined,
      backups: opened.store,
    }),
    action: (name, input, accountId, role = accountId === undefined ? 'anonymous' : 'user') =>
      post(`/actions/${name}`, {
        action: { name },
        input,
        session_variables: {
          'x-hasura-role': role,
          ...(accountId && {
            'x-hasura-user-id': String(accountId),
            'x-hasura-member-id': String(accountId),
          }),
        },
      }),
    event: (name, row, attempt = { isLast: false }) =>
      post(`/events/${name}`, {
        id: '85558393-c75d-4d2f-9c15-e80591b83894',
        created_at: '2026-11-24T07:14:21.601701Z',
        trigger: { name },
        table: { schema: 'public', name: 'any' },
        event: { session_variables: null, op: 'INSERT', data: { old: null, new: row } },
        delivery_info: { max_retries: 5, current_retry: attempt.isLast ? 5 : 0 },
      }),
    cron: (name) =>
      post(`/cron/${name}`, { id: 'c', name, scheduled_time: '2026-11-24T07:14:00Z', payload: {} }),
  };
  const ports = {
    ...opened,
    mailer: {
      async send(mail: Mail) {
        if (handlers.isMailServerAway) throw new Error('connect ECONNREFUSED');
        mails.push(mail);
      },
      async check() {},
      close() {},
    },
    temporal: {
      async use<T>(call: (client: Client) => Promise<T>): Promise<T> {
        if (handlers.isTemporalAway) throw new TemporalAbsent('no Temporal server');
        return await call(notingClient(workflowCalls));
      },
      async within<T>(_ms: number, call: (client: Client) => Promise<T>): Promise<T | undefined> {
        return await call(notingClient(workflowCalls));
      },
      async close() {},
    },
  };
  const server = await listen(buildApp(config, ports).listen(port, '127.0.0.1'));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await closePorts(opened);
  });
  return handlers;

  async function post(path: string, payload: object): Promise<Answer> {
    const response = await fetch(`${handlers.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-handlers-secret': SECRET },
      body: JSON.stringify(payload),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }
}

/** The part of Temporal's client that handlers use, with nothing behind it. */
function notingClient(calls: (readonly unknown[])[]): Client {
  const workflow = {
    async signalWithStart(_type: string, options: { workflowId: string; signalArgs: unknown[] }) {
      calls.push(['signalWithStart', options.workflowId, ...options.signalArgs]);
    },
    async start(_type: string, options: { workflowId: string; args: unknown[] }) {
      calls.push(['start', options.workflowId, ...options.args]);
    },
    async result() {
      return undefined;
    },
    getHandle: (workflowId: string) => ({
      async signal(name: string) {
        calls.push(['signal', workflowId, name]);
      },
    }),
  };
  return { workflow } as unknown as Client;
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(server: Server): Promise<Server> {
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}
