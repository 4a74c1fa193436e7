/** A host whose certificate nobody need have signed, as metadata's `network.tls_allowlist` has it. */
export interface AllowedHost {
  readonly host: string;
  /** The port; undefined: any. */
  readonly suffix?: string | undefined;
}

export function isAllowed(url: string, hosts: readonly AllowedHost[]): boolean {
  if (hosts.length === 0 || !URL.canParse(url)) return false;
  const { hostname, port, protocol } = new URL(url);
  if (protocol !== 'https:') return false;
  return hosts.some(
    ({ host, suffix }) => host === hostname && (suffix === undefined || suffix === (port || '443')),
  );
}
