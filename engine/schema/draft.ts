import type {
  TablePermissions,
  TrackedComputedField,
  TrackedRelationship,
  TrackedTable,
} from './tracked.ts';

/** A tracked table while it is put together. */
export interface Draft extends TrackedTable {
  readonly relationships: Map<string, TrackedRelationship>;
  readonly computedFields: Map<string, TrackedComputedField>;
  readonly permissions: Map<string, TablePermissions>;
}
