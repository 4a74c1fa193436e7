/** GET /api/swagger/json: the REST endpoints as OpenAPI, for administrators. */
import { EngineError } from '../base/error.ts';
import { openApiOf } from '../graphql/openapi.ts';
import type { Engine } from '../graphql/run.ts';
import type { Authenticator } from '../session/authenticate.ts';
import { headerPairs, json } from './message.ts';
import type { Route } from './router.ts';

export interface OpenApiOptions {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
}

export const openApiRoutes = ({ engine, authenticator }: OpenApiOptions): readonly Route[] => [
  {
    method: 'GET',
    path: '/api/swagger/json',
    async handle(request) {
      const { session } = await authenticator.authenticate(headerPairs(request));
      if (session.role !== 'admin')
        throw new EngineError('access-denied', 'restricted access : admin only', [], 400);
      return json(openApiOf(engine.metadata(), engine.cache().role('admin')));
    },
  },
];
