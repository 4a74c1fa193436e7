import type { Metadata } from '../metadata/model.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import { sorted } from '../metadata/print.ts';
import type { Inconsistency } from '../schema/model.ts';

/**
 * What metadata may say and this engine does not serve yet (engine/KNOWN_DIFFERENCES.md). It is listed as inconsistent, so
 * that a command that brings it is refused and nobody believes it to work.
 */
export const unservedObjects = ({ sources }: Metadata): readonly Inconsistency[] =>
  sources.flatMap(({ name: source, native_queries }) =>
    native_queries
      .filter((query) => query.array_relationships.length + query.object_relationships.length > 0)
      .map((query): Inconsistency => {
        const object: MetadataObject = {
          kind: 'native_query',
          source,
          name: query.root_field_name,
        };
        return {
          type: object.kind,
          name: printObject(object),
          definition: sorted(query),
          reason:
            'Inconsistent object: relationships of native queries are not served by this engine',
          object,
        };
      }),
  );
