import type { FieldDef } from '../schema/model.ts';
import { named, nonNull } from '../schema/type-ref.ts';

/** The fields that every query root has without listing them. */
export const META_FIELDS: ReadonlyMap<string, FieldDef> = new Map([
  [
    '__schema',
    {
      name: '__schema',
      description: null,
      type: nonNull(named('__Schema')),
      args: new Map(),
      means: { kind: 'introspection-schema' },
    },
  ],
  [
    '__type',
    {
      name: '__type',
      description: null,
      type: named('__Type'),
      args: new Map([
        [
          'name',
          {
            name: 'name',
            description: null,
            type: nonNull(named('String')),
            defaultValue: null,
            means: { kind: 'plain' },
          },
        ],
      ]),
      means: { kind: 'introspection-type' },
    },
  ],
]);
