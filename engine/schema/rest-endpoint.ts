import type { Metadata, RestEndpoint } from '../metadata/model.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import type { Complaints } from './inconsistency.ts';

/** REST endpoints whose URL cannot be told from another's, or says nothing that can be asked for. */
export function checkEndpoints({ rest_endpoints }: Metadata, complaints: Complaints): void {
  for (const [i, endpoint] of rest_endpoints.entries()) {
    const reason = problemOf(endpoint, rest_endpoints.slice(0, i));
    if (reason === null) continue;
    const object: MetadataObject = { kind: 'rest_endpoint', name: endpoint.name };
    complaints.push({
      type: object.kind,
      name: printObject(object),
      definition: endpoint,
      reason,
      object,
    });
  }
}

function problemOf(endpoint: RestEndpoint, others: readonly RestEndpoint[]): string | null {
  const segments = endpoint.url.split('/');
  if (segments.some((segment) => segment === '' || segment === ':'))
    return `Empty segments or unnamed variables are not allowed: ${endpoint.url}`;
  const variables = segments.filter((segment) => segment.startsWith(':'));
  if (new Set(variables).size < variables.length)
    return `Duplicate variables found in endpoint path ${endpoint.url}`;
  const alike = others.filter((other) => mayMeet(endpoint, other)).map(({ url }) => url);
  return alike.length === 0
    ? null
    : `Ambiguous URL paths: ${[...new Set([...alike, endpoint.url])].join(', ')}`;
}

/** Whether one request could mean both. */
function mayMeet(one: RestEndpoint, other: RestEndpoint): boolean {
  if (!one.methods.some((method) => other.methods.includes(method))) return false;
  const [ours, theirs] = [one.url.split('/'), other.url.split('/')];
  const isVariable = (segment = ''): boolean => segment.startsWith(':');
  return (
    ours.length === theirs.length &&
    ours.every(
      (segment, i) => segment === theirs[i] || isVariable(segment) || isVariable(theirs[i]),
    )
  );
}
