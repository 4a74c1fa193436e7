import type { ValueNode } from 'graphql';
import type { TypeRef } from '../schema/model.ts';

/**
 * A value of the request as plan/ sees it: its structure is plain, its leaves may be variables. A planner reads the
 * structure through this type only, so that what it looked at is noted and one cached plan serves every value that it
 * did not look at (see shape.ts).
 */
export type Input =
  | { readonly kind: 'literal'; readonly node: ValueNode; readonly type: TypeRef }
  | {
      readonly kind: 'variable';
      readonly path: readonly (string | number)[];
      readonly type: TypeRef;
    };
