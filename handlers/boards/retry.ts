import { postgresError } from '../../lib/database.ts';

const ATTEMPTS_MAX = 4;

/** unique_violation, serialization_failure, deadlock_detected: another writer was first, and a second look helps. */
const TRANSIENT = new Set(['23505', '40001', '40P01']);

/** Runs a transaction again when another writer was first. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !TRANSIENT.has(postgresError(error)?.code ?? '')) throw error;
    }
  }
}
