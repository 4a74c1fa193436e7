/** An engine, ours or Hasura's, reached as the hasura CLI reaches it. */
export interface HasuraClient {
  readonly endpoint: string;
  /** POSTs \`body\` with the admin secret. Anything but a 200 is thrown as a HasuraError. */
  post<T>(path: '/v1/metadata' | '/v2/query' | '/v1/graphql', body: unknown): Promise<T>;
}

/** What the engine refused, and why, in its own words. */
export class HasuraError extends Error {
  readonly status: number;
  constructor(what: string, status: number, body: string) {
    super(`${what}: ${reasonOf(body)}`);
    this.status = status;
  }
}

export const openHasuraClient = (endpoint: string, adminSecret: string): HasuraClient => ({
  endpoint,
  async post<T>(path: string, body: unknown): Promise<T> {
    const response = await fetch(endpoint + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hasura-admin-secret': adminSecret },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new HasuraError(`${path} (${typeOf(body)})`, response.status, text);
    return JSON.parse(text) as T;
  },
});

const typeOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'type' in body ? String(body.type) : 'request';

interface ErrorBody {
  readonly error?: string;
  readonly internal?: {
    readonly error?: { readonly message?: string; readonly hint?: string | null };
  };
}

/** Hasura says "query execution failed" and keeps what Postgres said one level deeper. */
function reasonOf(body: string): string {
  try {
    const { error, internal } = JSON.parse(body) as ErrorBody;
    return (
      [error, internal?.error?.message, internal?.error?.hint].filter(Boolean).join(': ') || body
    );
  } catch {
    return body.slice(0, 1000);
  }
}
