import type { AllowlistEntry, Metadata, Source } from './model.ts';
import type { MetadataObject } from './object.ts';

/** What metadata asks for, is kept and exported, and has no effect: features of the original's paid editions. */
export interface WithoutEffect {
  readonly object: MetadataObject;
  readonly reason: string;
}

export const withoutEffect = (metadata: Metadata): readonly WithoutEffect[] => [
  ...metadata.sources.flatMap(ofSource),
  ...metadata.allowlist.flatMap((entry) => ofAllowlist(entry, metadata)),
];

function ofAllowlist(
  { collection, scope }: AllowlistEntry,
  { query_collections }: Metadata,
): readonly WithoutEffect[] {
  const object: MetadataObject = { kind: 'query_collections', collection, query: '*' };
  if (!query_collections.some(({ name }) => name === collection))
    return [{ object, reason: 'an allow list entry for a collection that there is not' }];
  if (scope.global) return [];
  const reason = 'an allow list entry for some roles allows nobody; make its scope global';
  return [{ object, reason }];
}

function ofSource(source: Source): readonly WithoutEffect[] {
  const { configuration } = source;
  const asked: readonly (readonly [unknown, string])[] = [
    [configuration.read_replicas?.length, 'read replicas are not used: all goes to the primary'],
    [configuration.connection_template, 'connection templates are not used'],
    [configuration.connection_set, 'connection sets are not used'],
    [source.query_tags?.disabled === false, 'query tags are not written'],
    [source.health_check, 'the health of a source is not checked'],
  ];
  const object: MetadataObject = { kind: 'source', source: source.name };
  return [
    ...asked.flatMap(([isAsked, reason]) => (isAsked ? [{ object, reason }] : [])),
    ...source.tables.flatMap(({ table, logical_model }): WithoutEffect[] =>
      logical_model === undefined
        ? []
        : [
            {
              object: { kind: 'table', source: source.name, table },
              reason: 'the logical model of a table is of no use on Postgres',
            },
          ],
    ),
  ];
}
