/** Who asks: made once per request by session/, read by everything above. */
export interface Session {
  readonly role: string;
  /** `x-hasura-*` in lower case, with `x-hasura-role` among them. */
  readonly variables: ReadonlyMap<string, string>;
  /** The request carried the admin secret (or none is set): it may take any role, also with `backend_only`. */
  readonly isAdmin: boolean;
  /** `x-hasura-use-backend-only-permissions: true` together with the admin secret. */
  readonly mayUseBackendOnly: boolean;
  /** Epoch milliseconds at which the credential ends; a socket is closed then. */
  readonly expiresAtMs: number | null;
}
