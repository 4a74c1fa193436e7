import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, Client as TemporalClient } from '@temporalio/client';
import { type ClientError, GraphQLClient } from 'graphql-request';
import { createClient, type Client as Socket } from 'graphql-ws';
import pg from 'pg';
import { inject, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { buildTokenMaker } from '../../../handlers/accounts/token.ts';
import { type Mail, mailTo } from '../../support/platform.ts';

/** What tests of the shared platform use: people who ask its public API, and looks behind it. */

export const PASSWORD = 'correct horse battery';

type Variables = Readonly<Record<string, unknown>>;

/** Someone before a client. */
export interface Person {
  readonly accountId: number;
  readonly memberId: number;
  readonly email: string;
  readonly token: string;
  /** Asks and gets the data; throws a Refused with the code of the first error. */
  ask<Data>(query: string, variables?: Variables, role?: string): Promise<Data>;
  /** The code of the refusal that a request ends with. */
  refusal(query: string, variables?: Variables, role?: string): Promise<string | undefined>;
  /** What a subscription has shown so far, the newest last. */
  watch<Data>(query: string, variables?: Variables): readonly Data[];
}

export class Refused extends Error {
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(`${message} (${code})`);
    this.code = code;
  }
}

/** Waits until what is checked holds. */
export const soon = (check: () => Promise<void> | void, seconds = 30): Promise<void> =>
  vi.waitFor(check, { timeout: seconds * 1_000, interval: 100 });

export async function ask<Data>(
  query: string,
  variables: Variables = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Data> {
  const client = new GraphQLClient(`${inject('platform').engineUrl}/v1/graphql`, { headers });
  for (;;)
    try {
      return await client.request<Data>(query, variables);
    } catch (error) {
      const { status, errors: [first] = [] } = (error as ClientError).response ?? {};
      if (first === undefined) throw error;
      // Strangers of one address have a hundred requests a minute, and all files here share it.
      if (status === 429) await sleep(1_000);
      else throw new Refused(first.message, first.extensions['code'] as string | undefined);
    }
}

export async function refusalOf(asked: Promise<unknown>): Promise<string | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.code;
  }
}

/** Signs somebody up and in. Who is to be more than a user is made so in the database: nobody could ask for it. */
export async function join(username: string, role = 'USER'): Promise<Person> {
  const email = `${username}@example.test`;
  await ask(
    `mutation ($username: String!, $email: String!, $password: String!) {
       signUp(username: $username, email: $email, password: $password) { accountId } }`,
    { username, email, password: PASSWORD },
  );
  if (role !== 'USER') await sql('UPDATE account SET role = $2 WHERE email = $1', [email, role]);
  return signIn(email);
}

export async function signIn(email: string, password = PASSWORD): Promise<Person> {
  const { signIn: signedIn } = await ask<{
    signIn: { accountId: number; memberId: number; accessToken: string };
  }>(
    `mutation ($email: String!, $password: String!) {
       signIn(email: $email, password: $password, device: "a test") { accountId memberId accessToken } }`,
    { email, password },
  );
  const { accountId, memberId, accessToken } = signedIn;
  return personOf(accountId, memberId, email, accessToken);
}

/** A crowd for drills, without mails and passwords: made in the database, with tokens such as signIn gives. */
export async function crowd(name: string, count: number): Promise<readonly Person[]> {
  const accounts = await sql<{ id: number }>(
    `INSERT INTO account (created_by, updated_by, slug, username, email, verified_at)
     SELECT 1, 1, $1 || n, $1 || n, $1 || n || '@example.test', now() FROM generate_series(1, $2::integer) AS n
     RETURNING id`,
    [name, count],
  );
  const rows = await sql<{ accountId: number; memberId: number; email: string }>(
    `INSERT INTO member AS m (created_by, updated_by, account_id, name)
     SELECT id, id, id, username FROM account WHERE id = ANY ($1)
     ON CONFLICT (account_id) DO UPDATE SET name = m.name -- its event was quicker
     RETURNING m.account_id AS "accountId", m.id AS "memberId", m.name || '@example.test' AS email`,
    [accounts.map(({ id }) => id)],
  );
  const { accessToken } = buildTokenMaker({ key: inject('platform').secrets.jwtKey });
  return Promise.all(
    rows.map(async ({ accountId, memberId, email }) => {
      const bearer = { accountId, memberId, role: 'USER', sessionId: randomUUID() };
      return personOf(accountId, memberId, email, (await accessToken(bearer)).token);
    }),
  );
}

function personOf(accountId: number, memberId: number, email: string, token: string): Person {
  const headersOf = (role = 'user') => ({
    authorization: `Bearer ${token}`,
    'x-hasura-role': role,
  });
  let socket: Socket | undefined;
  return {
    accountId,
    memberId,
    email,
    token,
    ask: (query, variables, role) => ask(query, variables, headersOf(role)),
    refusal: (query, variables, role) => refusalOf(ask(query, variables, headersOf(role))),
    watch<Data>(query: string, variables: Variables = {}) {
      socket ??= openSocket(headersOf());
      const shown: Data[] = [];
      socket.subscribe<Data>(
        { query, variables },
        {
          next: ({ data }) => void (data != null && shown.push(data)),
          error: (error) => {
            throw new Error(`the subscription failed: ${JSON.stringify(error)}`);
          },
          complete: () => undefined,
        },
      );
      return shown;
    },
  };
}

function openSocket(headers: Readonly<Record<string, string>>): Socket {
  const socket = createClient({
    url: `${inject('platform').engineUrl.replace('http', 'ws')}/v1/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { headers },
  });
  onTestFinished(() => socket.dispose());
  return socket;
}

export const mailsTo = (address: string): Promise<readonly Mail[]> =>
  mailTo(inject('platform'), address);

/** A look behind the API, for what it shows to nobody, and for time that should have passed. */
export async function sql<Row extends pg.QueryResultRow>(
  text: string,
  params: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: inject('platform').databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...params])).rows;
  } finally {
    await client.end();
  }
}

/** What a workflow answers to a query; undefined while it has not begun. */
export async function queryWorkflow(workflowId: string, query: string): Promise<unknown> {
  return withTemporal((client) =>
    client.workflow
      .getHandle(workflowId)
      .query(query)
      .catch(() => undefined),
  );
}

/** How a workflow stands: RUNNING, COMPLETED, … */
export async function statusOf(workflowId: string): Promise<string | undefined> {
  return withTemporal((client) =>
    client.workflow
      .getHandle(workflowId)
      .describe()
      .then(
        ({ status }) => status.name,
        () => undefined,
      ),
  );
}

export async function withTemporal<T>(work: (client: TemporalClient) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: inject('platform').temporalAddress });
  try {
    return await work(new TemporalClient({ connection }));
  } finally {
    await connection.close();
  }
}
