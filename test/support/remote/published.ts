import { DATA_AND_ERRORS, INDEX, LESS, MORE, PERMISSIONS } from './node-suite.ts';
import { PYTHON_SUITE } from './python-suite.ts';
import { type RemoteApi, serveRemotes } from './server.ts';

/** The remote schemas that the published cases talk to, by the variable of the environment that holds the URL of each. */
const SERVERS: Readonly<Record<string, ReadonlyMap<string, RemoteApi>>> = {
  REMOTE_SCHEMAS_WEBHOOK_DOMAIN: PYTHON_SUITE,
  GRAPHQL_SERVICE_HANDLER: new Map([['/', INDEX]]),
  GRAPHQL_SERVICE_1: new Map([['/', PERMISSIONS]]),
  GRAPHQL_SERVICE_2: new Map([['/', MORE]]),
  GRAPHQL_SERVICE_3: new Map([['/', LESS]]),
  GRAPHQL_SERVICE: new Map([['/', DATA_AND_ERRORS]]),
};

export interface PublishedServers {
  /** `REMOTE_SCHEMAS_WEBHOOK_DOMAIN` → `http://127.0.0.1:…` */
  readonly urls: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

export async function servePublished(): Promise<PublishedServers> {
  const servers = await Promise.all(
    Object.entries(SERVERS).map(
      async ([variable, apis]) => [variable, await serveRemotes(apis)] as const,
    ),
  );
  return {
    urls: new Map(servers.map(([variable, { url }]) => [variable, url])),
    async close() {
      await Promise.all(servers.map(([, server]) => server.close()));
    },
  };
}
