import { Kind, parse } from 'graphql';
import type { Metadata, RestEndpoint } from '../metadata/model.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import type { Complaints } from './inconsistency.ts';

/** REST endpoints without a query, and those whose URL cannot be told from another's or says nothing that can be asked for. */
export function checkEndpoints(metadata: Metadata, complaints: Complaints): void {
  const resolved: RestEndpoint[] = [];
  for (const endpoint of metadata.rest_endpoints) {
    const missing = missingQuery(endpoint, metadata);
    const reason = missing ?? problemOf(endpoint, resolved);
    if (missing === null) resolved.push(endpoint);
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

function missingQuery(
  { name, definition }: RestEndpoint,
  { query_collections }: Metadata,
): string | null {
  const { collection_name: collection, query_name: query } = definition.query;
  const problem = (what: string): string => `Inconsistent object: in endpoint ${name}: ${what}`;
  const found = query_collections.find((each) => each.name === collection);
  if (found === undefined) return problem(`collection with name ${collection} does not exist`);
  const listed = found.definition.queries.find((each) => each.name === query);
  if (listed === undefined)
    return problem(`query with name ${query} does not exist in collection ${collection}`);
  return isSubscription(listed.query)
    ? problem(`query with name ${query} is a subscription`)
    : null;
}

const isSubscription = (text: string): boolean =>
  parse(text, { noLocation: true }).definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === 'subscription',
  );

function problemOf({ url, ...rest }: RestEndpoint, others: readonly RestEndpoint[]): string | null {
  const segments = url.split('/');
  if (segments.some((segment) => segment === '' || segment === ':'))
    return `Empty segments or unnamed variables are not allowed: ${url}`;
  const variables = segments.filter((segment) => segment.startsWith(':'));
  if (new Set(variables).size < variables.length)
    return `Duplicate variables found in endpoint path ${url}`;
  const alike = others.filter((other) => mayMeet({ url, ...rest }, other));
  return alike.length === 0
    ? null
    : `Ambiguous URL paths: ${[...new Set([...alike.map((other) => other.url), url])].join(', ')}`;
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
