import { print } from 'graphql';
import { ClientError, GraphQLClient } from 'graphql-request';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { getSdk, WatchNoticesDocument, type WatchNoticesSubscription } from '../generated/api.ts';
import type { TestPlatform } from '../support/platform.ts';

export const PASSWORD = 'correct horse battery';

/** Everything that can be asked, typed by the schema of role user. */
export type Api = ReturnType<typeof getSdk>;

/** Someone before a client: what they can do is what the public API lets them. */
export interface Person {
  readonly accountId: number;
  readonly email: string;
  readonly api: Api;
  /** What a subscription to the own notifications has shown so far, the newest last. */
  watchNotices(): Watch;
  leave(): Promise<void>;
}

export interface Watch {
  readonly shown: readonly WatchNoticesSubscription['notification'][];
  stop(): void;
}

/** The code of the refusal that a request ends with. */
export async function codeOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return error.response.errors?.[0]?.extensions['code'];
  }
}

/** Who is not signed in. */
export const stranger = (platform: TestPlatform): Api => apiOf(platform);

/** Signs somebody up and in, by the same requests as any client. */
export async function join(platform: TestPlatform, username: string): Promise<Person> {
  const email = `${username}@example.test`;
  const nobody = stranger(platform);
  await nobody.signUp({ username, email, password: PASSWORD });
  const { signIn } = await nobody.signIn({ email, password: PASSWORD });
  return personOf(platform, email, signIn.accountId, signIn.accessToken);
}

function apiOf({ engineUrl }: TestPlatform, accessToken?: string): Api {
  const headers: Record<string, string> =
    accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  return getSdk(new GraphQLClient(`${engineUrl}/v1/graphql`, { headers }));
}

function personOf(
  platform: TestPlatform,
  email: string,
  accountId: number,
  accessToken: string,
): Person {
  let socket: Client | undefined;
  return {
    accountId,
    email,
    api: apiOf(platform, accessToken),
    watchNotices() {
      socket ??= createClient({
        url: `${platform.engineUrl.replace('http', 'ws')}/v1/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { headers: { authorization: `Bearer ${accessToken}` } },
      });
      const shown: WatchNoticesSubscription['notification'][] = [];
      const stop = socket.subscribe<WatchNoticesSubscription>(
        { query: print(WatchNoticesDocument) },
        {
          next: ({ data }) => {
            if (data != null) shown.push(data.notification);
          },
          error: (error) => {
            throw error;
          },
          complete: () => undefined,
        },
      );
      return { shown, stop };
    },
    async leave() {
      await socket?.dispose();
    },
  };
}
