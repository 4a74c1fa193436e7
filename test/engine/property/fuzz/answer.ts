import { expect } from 'vitest';
import type { EngineReply } from '../../../support/engine.ts';

/** What every answer must be, whatever was asked. */

const CODES = new Set([
  ...[
    'access-denied',
    'already-exists',
    'already-tracked',
    'already-untracked',
    'api-limit-exceeded',
    'bad-request',
  ],
  ...[
    'conflict',
    'constraint-error',
    'constraint-violation',
    'data-exception',
    'dependency-error',
    'invalid-configuration',
  ],
  ...[
    'invalid-headers',
    'invalid-json',
    'invalid-params',
    'metadata-warnings',
    'method-not-allowed',
    'not-exists',
    'not-found',
  ],
  ...[
    'not-supported',
    'parse-failed',
    'permission-denied',
    'permission-error',
    'postgres-error',
    'remote-schema-error',
  ],
  ...[
    'unexpected',
    'unexpected-payload',
    'validation-failed',
    'already-initialised',
    'invalid-custom-types',
  ],
]);

/** Answers of the code \`unexpected\` that are Hasura's own. */
const EXPECTED = new Set([
  'subscriptions are not supported over HTTP, use websockets instead',
  'cannot continue due to inconsistent metadata',
  'cannot continue due to newly found inconsistent metadata',
  'cannot continue due to new inconsistent metadata',
]);

export function checkGraphql({ status, body }: EngineReply, told: string): void {
  expect(status, told).toBe(200);
  const { data, errors } = body as { data?: unknown; errors?: unknown };
  if (errors === undefined) {
    expect(data, told).toEqual(expect.anything());
    return;
  }
  expect(data, told).toBeUndefined();
  expect(Array.isArray(errors) && errors.length > 0, told).toBe(true);
  for (const { message, extensions } of errors as Failure[])
    checkFailure(message, extensions?.path, extensions?.code, told);
}
interface Failure {
  readonly message: unknown;
  readonly extensions?: { readonly path: unknown; readonly code: unknown };
}

/** Of the administrators' routes and REST. */
export function checkApi({ status, body }: EngineReply, told: string): void {
  if (status === 200) return;
  expect([400, 401, 403, 404, 405, 409, 413, 500], told).toContain(status);
  checkFailure(body?.error, body?.path, body?.code, told);
}

function checkFailure(message: unknown, path: unknown, code: unknown, told: string): void {
  const about = `${told}\n→ ${String(message)} (${String(code)}) at ${String(path)}`;
  expect(typeof message === 'string' && message !== '', about).toBe(true);
  expect(String(path), about).toMatch(/^\$/);
  expect(CODES.has(String(code)), about).toBe(true);
  if (code === 'unexpected') expect([...EXPECTED], about).toContain(message);
}
