import { z } from 'zod';
import { GATEWAY_ENV, port, readEnv, SHARED_ENV, STORE_ENV } from '../lib/env.ts';

const SHAPE = {
  ...SHARED_ENV,
  ...STORE_ENV,
  ...GATEWAY_ENV,
  HANDLERS_URL: z.url().default('http://127.0.0.1:3000'),
  WORKER_HOST: z.string().default('127.0.0.1'),
  WORKER_PORT: port.default(9073),
  /** Both let the worker have the engine dump the database; without them nothing is backed up. */
  HASURA_GRAPHQL_ENDPOINT: z.url().optional(),
  HASURA_GRAPHQL_ADMIN_SECRET: z.string().optional(),
  /** When, in UTC; 'never' where somebody else sees to it. */
  BACKUP_SCHEDULE: z
    .string()
    .regex(/^(never|(\S+ ){4}\S+)$/, 'must be a cron expression or "never"')
    .default('0 2 * * *'),
} as const;

export type Config = ReturnType<typeof readConfig>;

/** Everything the worker is told from outside. Throws an EnvError that lists all that is wrong. */
export const readConfig = (env?: Readonly<Record<string, string | undefined>>) =>
  readEnv(SHAPE, env);
