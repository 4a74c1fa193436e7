import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';

/** The environment does not suffice. The message lists every problem, so that one look mends them all. */
export class EnvError extends Error {}

/** Adds `.env.override` and `.env` to the environment. What is already set stays, so the shell wins over both. */
export function loadEnvFiles(): void {
  for (const file of ['.env.override', '.env']) if (existsSync(file)) loadEnvFile(file);
}

/** The environment as `shape` wants it. An empty variable counts as missing, as compose files set many to ''. */
export function readEnv<S extends z.ZodRawShape>(
  shape: S,
  env: Readonly<Record<string, string | undefined>> = process.env,
): z.output<z.ZodObject<S>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    const name = path.map(String).join('.');
    return given[String(path[0])] === undefined ? `${name} is missing` : `${name}: ${message}`;
  });
  throw new EnvError(`the environment is not complete:\n  ${problems.join('\n  ')}`);
}

/** A TCP port, written in decimal. */
export const port = z.coerce.number().int().min(0).max(65_535);

/** What handlers and worker both need. */
export const SHARED_ENV = {
  PG_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL'),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  LOG_LEVEL: z.enum(['silent', 'trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
} as const;

/** What whoever reaches the object store needs. */
export const STORE_ENV = {
  S3_ENDPOINT: z.url().default('http://127.0.0.1:9000'),
  /** The store's address as clients see it, when it is not S3_ENDPOINT: a presigned URL names its host. */
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY: z.string().default('nordkapp'),
  S3_SECRET_KEY: z.string().default('nordkapp-secret'),
  S3_BUCKET: z.string().default('media'),
  S3_EXPORT_BUCKET: z.string().default('export'),
  S3_BACKUP_BUCKET: z.string().default('backup'),
} as const;

/** What whoever collects money, or gives it back, needs. */
export const GATEWAY_ENV = {
  HANDLERS_SECRET: z.string().min(16, 'needs 16 characters or more'),
  /** Where the handlers are reached; a payment gateway calls back there. */
  HANDLERS_URL: z.url().optional(),
  /** A gateway of one's own. Without it a stub that moves no money answers below the handlers' own address. */
  PAYMENT_GATEWAY_URL: z.url().optional(),
  PAYMENT_GATEWAY: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('gateway'),
  PAYMENT_SECRET: z.string().min(16, 'needs 16 characters or more').optional(),
} as const;
