import { EngineError, printPath } from '../base/error.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import type { Inconsistency } from './model.ts';

/** What of metadata cannot be honoured; the cache is built without it. */
export type Complaints = Inconsistency[];

/** What parents contradict each other in: the role goes without it, which is told and stops no change. */
export function complainOfParents(
  complaints: Complaints,
  role: string,
  { text, entity }: { readonly text: string; readonly entity: unknown },
): void {
  complaints.push({
    type: 'inherited role permission inconsistency',
    name: role,
    reason: `Could not inherit permission for the role "${role}" for the entity: "${text}"`,
    entity,
    object: null,
  });
}

/**
 * Runs `work`; an EngineError that escapes becomes an inconsistency of the object. `context` is what Hasura puts
 * before the reason (`in table "author": in permission for role "user": `).
 */
export function orComplain<T>(
  complaints: Complaints,
  object: MetadataObject,
  definition: unknown,
  context: string,
  work: () => T,
): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    complaints.push({
      type: object.kind,
      name: printObject(object),
      definition,
      reason: `Inconsistent object: ${context}${error.message}`,
      object,
      cause: error,
      ...(error.path.length > 0 ? { message: { path: printPath(error.path) } } : {}),
    });
    return null;
  }
}
