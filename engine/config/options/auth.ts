import { option, toggle, variable } from '../option.ts';
import { oneOf, optional } from '../value.ts';

/** Who asks, and how that is found out. */

export const authOptions = {
  adminSecret: option(
    'admin-secret',
    optional,
    'the secret that makes a request an administrator’s',
    { env: [variable('admin-secret'), variable('access-key')] },
  ),
  accessKey: option('access-key', optional, 'the old name of --admin-secret', { env: [] }),
  adminSecrets: option('admin-secrets', optional, 'a JSON list of admin secrets'),
  authHook: option('auth-hook', optional, 'the URL of the authentication webhook'),
  authHookMode: option('auth-hook-mode', oneOf(['get', 'post'], 'get'), 'GET or POST', {
    env: [variable('auth-hook-mode'), variable('auth-hook-type')],
  }),
  authHookSendsBody: toggle(
    'auth-hook-send-request-body',
    true,
    'send the request’s body to the webhook (POST only)',
  ),
  jwtSecret: option('jwt-secret', optional, 'how JWTs are verified, as JSON'),
  jwtSecrets: option('jwt-secrets', optional, 'several of them, as a JSON list'),
  unauthorizedRole: option(
    'unauthorized-role',
    optional,
    'the role of requests that carry no credential',
  ),
  headerPrecedence: toggle(
    'configured-header-precedence',
    false,
    'headers of metadata win over those of the client when both go to a webhook',
  ),
  preserve401: toggle('preserve-401-errors', false, 'answer 401, not 200, on /v1/graphql'),
};
