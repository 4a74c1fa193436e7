/** The allow list: which operations a role other than admin may send at all. */
import { parse, print, visit } from 'graphql';
import { EngineError } from '../base/error.ts';
import type { Metadata } from '../metadata/model.ts';

const texts = new WeakMap<Metadata, ReadonlySet<string>>();

/**
 * Queries are compared by their form, `__typename` left out, since clients add it by themselves. Entries whose scope is
 * a list of roles allow nobody, as in Hasura's community edition: to widen them would surprise who moves there.
 */
export function refuseUnlisted(query: string, role: string, metadata: Metadata): void {
  if (role === 'admin') return;
  let allowed = texts.get(metadata);
  if (allowed === undefined) {
    allowed = listed(metadata);
    texts.set(metadata, allowed);
  }
  if (!allowed.has(normalize(query)))
    throw new EngineError('validation-failed', 'query is not allowed');
}

function listed({ allowlist, query_collections }: Metadata): ReadonlySet<string> {
  const names = new Set(
    allowlist.filter(({ scope }) => scope.global).map(({ collection }) => collection),
  );
  const collections = query_collections.filter(({ name }) => names.has(name));
  return new Set(
    collections.flatMap(({ definition }) =>
      definition.queries.map(({ query }) => normalize(query)),
    ),
  );
}

function normalize(text: string): string {
  try {
    const document = parse(text, { noLocation: true });
    return print(
      visit(document, { Field: (node) => (node.name.value === '__typename' ? null : undefined) }),
    );
  } catch {
    return text; // parse.ts tells the client what is wrong with it
  }
}
