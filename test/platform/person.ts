import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { TestPlatform } from '../support/platform.ts';

export const PASSWORD = 'correct horse battery';

export interface GraphqlError {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly path?: string };
}

export interface GraphqlAnswer<T> {
  readonly data?: T;
  readonly errors?: readonly GraphqlError[];
}

/** Someone before a client: what they can do is what the public API lets them. */
export interface Person {
  readonly accountId: number;
  readonly email: string;
  readonly accessToken: string;
  ask<T = Record<string, unknown>>(query: string, variables?: object): Promise<GraphqlAnswer<T>>;
  /** The data, or an error with everything that was said. */
  get<T>(query: string, variables?: object): Promise<T>;
  /** Values of a subscription, as they come. */
  watch<T>(query: string, variables?: object): Watch<T>;
  leave(): Promise<void>;
}

export interface Watch<T> {
  readonly values: readonly T[];
  stop(): void;
}

/** Who is not signed in. */
export const anonymous = (platform: TestPlatform): Person =>
  personOf(platform, { accountId: 0, email: '', accessToken: '' });

/** Signs somebody up and in, by the same requests as the web page. */
export async function join(platform: TestPlatform, username: string): Promise<Person> {
  const email = `${username}@example.test`;
  const nobody = anonymous(platform);
  await nobody.get(
    `mutation ($username: String!, $email: String!, $password: String!) {
       signUp(username: $username, email: $email, password: $password) { accountId } }`,
    { username, email, password: PASSWORD },
  );
  return await comeBack(platform, email);
}

export async function comeBack(platform: TestPlatform, email: string): Promise<Person> {
  const { signIn } = await anonymous(platform).get<{
    signIn: { accountId: number; accessToken: string };
  }>(
    `mutation ($email: String!, $password: String!) {
       signIn(email: $email, password: $password) { accountId accessToken } }`,
    { email, password: PASSWORD },
  );
  return personOf(platform, { email, ...signIn });
}

function personOf(
  { engineUrl }: TestPlatform,
  who: Pick<Person, 'accountId' | 'email' | 'accessToken'>,
): Person {
  const headers: Record<string, string> =
    who.accessToken === '' ? {} : { authorization: `Bearer ${who.accessToken}` };
  const ask = async <T>(query: string, variables: object = {}): Promise<GraphqlAnswer<T>> => {
    const response = await fetch(`${engineUrl}/v1/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphqlAnswer<T>;
  };
  let socket: Client | undefined;
  return {
    ...who,
    ask,
    async get<T>(query: string, variables?: object): Promise<T> {
      const { data, errors } = await ask<T>(query, variables);
      if (errors !== undefined || data === undefined)
        throw new Error(`${query}\n${JSON.stringify(errors)}`);
      return data;
    },
    watch<T>(query: string, variables: object = {}): Watch<T> {
      socket ??= createClient({
        url: `${engineUrl.replace('http', 'ws')}/v1/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { headers },
        retryAttempts: 100, // an engine that is killed comes back
        shouldRetry: () => true,
        retryWait: () => new Promise((resolve) => setTimeout(resolve, 200)),
      });
      const values: T[] = [];
      const stop = socket.subscribe<T>(
        { query, variables: variables as Record<string, unknown> },
        {
          next: ({ data }) => {
            if (data != null) values.push(data);
          },
          error: (error) => {
            throw error;
          },
          complete: () => undefined,
        },
      );
      return { values, stop };
    },
    async leave() {
      await socket?.dispose();
    },
  };
}
