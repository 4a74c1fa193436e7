import { z } from 'zod';
import { GATEWAY_ENV, port, readEnv, SHARED_ENV, STORE_ENV } from '../lib/env.ts';

const HMAC_KEY_BYTES_MIN = 32;

/** HASURA_GRAPHQL_JWT_SECRET, as the engine reads it: both programs must agree on the key. */
const jwtSecret = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z.object({
      type: z.literal('HS256', 'tokens are signed with HS256 only'),
      key: z.string().min(HMAC_KEY_BYTES_MIN, `key needs ${HMAC_KEY_BYTES_MIN} bytes or more`),
      issuer: z.string().optional(),
      audience: z.union([z.string(), z.array(z.string())]).optional(),
    }),
  );

const SHAPE = {
  ...SHARED_ENV,
  ...STORE_ENV,
  ...GATEWAY_ENV,
  HANDLERS_HOST: z.string().default('127.0.0.1'),
  HANDLERS_PORT: port.default(3000),
  HASURA_GRAPHQL_JWT_SECRET: jwtSecret,
  /** Where people reach the product; links in mails point there. The handlers' own pages, when there is no other. */
  PUBLIC_URL: z.url().optional(),
  MAIL_DRIVER: z.enum(['smtp', 'ses', 'sendgrid', 'log']).default('smtp'),
  MAIL_FROM: z.string().default('nordkapp <no-reply@nordkapp.localhost>'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must be an smtp:// URL')
    .default('smtp://127.0.0.1:1025'),
  SES_URL: z.url().optional(),
  SES_REGION: z.string().default('eu-north-1'),
  SES_ACCESS_KEY: z.string().default(''),
  SES_SECRET_KEY: z.string().default(''),
  SENDGRID_URL: z.url().default('https://api.sendgrid.com'),
  SENDGRID_API_KEY: z.string().default(''),
  /** Whom a push service may write to about our pushes (RFC 8292). */
  PUSH_SUBJECT: z.string().default('mailto:no-reply@nordkapp.localhost'),
  /** Pages that show what the platform can do; on a machine of one's own. */
  DEMO_PAGES: z.enum(['on', 'off']).default('off'),
  /** How long a reservation holds its tickets. */
  RESERVATION_MINUTES: z.coerce
    .number()
    .positive()
    .max(24 * 60)
    .default(15),
  /** Whether a reservation can be confirmed before it is paid, to be paid at the counter. */
  RESERVATION_PAYMENT: z.enum(['optional', 'required']).default('optional'),
  /** Answers euro rates in the format of RATE_SOURCE. Without it no rates are fetched. */
  RATE_SOURCE_URL: z.url().optional(),
  RATE_SOURCE: z.enum(['json', 'ecb']).default('json'),
  /** Signing in by a provider is offered for each whose id and secret are set. */
  OAUTH_GITHUB_CLIENT_ID: z.string().optional(),
  OAUTH_GITHUB_CLIENT_SECRET: z.string().optional(),
  OAUTH_GITHUB_URL: z.url().default('https://github.com'),
  OAUTH_GITHUB_API_URL: z.url().default('https://api.github.com'),
  OAUTH_GOOGLE_CLIENT_ID: z.string().optional(),
  OAUTH_GOOGLE_CLIENT_SECRET: z.string().optional(),
  OAUTH_GOOGLE_URL: z.url().default('https://accounts.google.com'),
  OAUTH_GOOGLE_TOKEN_URL: z.url().default('https://oauth2.googleapis.com'),
  OAUTH_GOOGLE_API_URL: z.url().default('https://openidconnect.googleapis.com'),
  /** Both let the handlers have the engine read changed enum tables again. */
  HASURA_GRAPHQL_ENDPOINT: z.url().optional(),
  HASURA_GRAPHQL_ADMIN_SECRET: z.string().optional(),
} as const;

export type Config = ReturnType<typeof readConfig>;

/** Everything the handlers are told from outside. Throws an EnvError that lists all that is wrong. */
export const readConfig = (env?: Readonly<Record<string, string | undefined>>) =>
  readEnv(SHAPE, env);
