import { HASURA_VERSION } from '../base/version.ts';
import { json, plain } from './message.ts';
import type { Route } from './router.ts';

export interface HealthChecks {
  /** Rejects where the metadata database does not answer. */
  ping(): Promise<unknown>;
  isConsistent(): boolean;
}

export const healthRoutes = ({ ping, isConsistent }: HealthChecks): Route[] => [
  {
    method: 'GET',
    path: '/v1/version',
    handle: () => json({ server_type: 'ce', version: HASURA_VERSION }),
  },
  {
    method: 'GET',
    path: '/healthz',
    async handle({ query }) {
      try {
        await ping();
      } catch {
        return plain('ERROR', 500);
      }
      if (isConsistent()) return plain('OK');
      // Inconsistent metadata is a defect of a part: the rest serves, unless the caller asks for all of it.
      return query.get('strict') === 'true'
        ? plain('ERROR: inconsistent objects in schema', 500)
        : plain('WARN: inconsistent objects in schema');
    },
  },
];
