import { EngineError, printPath } from '../base/error.ts';
import { type MetadataObject, printObject } from '../metadata/object.ts';
import type { Inconsistency } from './model.ts';

/** What of metadata cannot be honoured; the cache is built without it. */
export type Complaints = Inconsistency[];

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
