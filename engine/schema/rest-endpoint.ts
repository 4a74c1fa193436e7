import { Kind, parse } from 'graphql';
import type { Metadata, RestEndpoint } from '../metadata/model.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import type { Complaints } from './inconsistency.ts';

/** REST endpoints without a query, and those whose URL cannot be told from another's or says nothing that can be asked for. */
export function checkEndpoints(metadata: Metadata, complaints: Complaints): void {
  const resolved: RestEndpoint[] = [];
  for (const endpoint of metadata.rest_endpoints) {
    const missing = missingQuery(endpoint, metadata);
    if (missing === null) resolved.push(endpoint);
    const reason = missing ?? problemOf(endpoint);
    if (reason === null) continue;
    complaints.push({ ...complaintOf(endpoint, reason), definition: endpoint });
  }
  for (const [first, ...others] of groupsAlike(resolved))
    if (first !== undefined && others.length > 0) {
      const conflicts = [first, ...others];
      const urls = conflicts.map(({ url }) => url).join(', ');
      // The original blames the one whose name comes first, whichever was there before.
      complaints.push({ ...complaintOf(first, `Ambiguous URL paths: ${urls}`), conflicts });
    }
}

function complaintOf({ name }: RestEndpoint, reason: string) {
  const object: MetadataObject = { kind: 'rest_endpoint', name };
  return { type: object.kind, name: printObject(object), reason, object };
}

/** Endpoints that meet each other, also by way of others, ordered by name. */
function groupsAlike(endpoints: readonly RestEndpoint[]): readonly (readonly RestEndpoint[])[] {
  const byName = endpoints.toSorted(compareNames);
  const groups: (readonly RestEndpoint[])[] = [];
  for (const endpoint of byName) {
    const met = groups.filter((group) => group.some((other) => mayMeet(endpoint, other)));
    for (const group of met) groups.splice(groups.indexOf(group), 1);
    groups.push([...met.flat(), endpoint].toSorted(compareNames));
  }
  return groups;
}

const compareNames = (a: RestEndpoint, b: RestEndpoint): number => (a.name < b.name ? -1 : 1);

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

function problemOf({ url }: RestEndpoint): string | null {
  const segments = url.split('/');
  if (segments.some((segment) => segment === '' || segment === ':'))
    return `Empty segments or unnamed variables are not allowed: ${url}`;
  const variables = segments.filter((segment) => segment.startsWith(':'));
  return new Set(variables).size < variables.length
    ? `Duplicate variables found in endpoint path ${url}`
    : null;
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
