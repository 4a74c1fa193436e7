import { z } from 'zod';
import { option, PREFIX } from '../option.ts';
import { number, optional, url } from '../value.ts';

/** Which databases: the options that stand before the command. */

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'is not a port')
  .optional();

export const connectionOptions = {
  databaseUrl: option(
    'database-url',
    url,
    'the database of the source "default", and of metadata unless another is named',
  ),
  metadataDatabaseUrl: option(
    'metadata-database-url',
    url,
    'the database of metadata and of the event log',
  ),
  host: option('host', optional, 'Postgres host', { env: [] }),
  port: option('port', port, 'Postgres port', { env: [], short: 'p' }),
  user: option('user', optional, 'Postgres user', { env: [], short: 'u' }),
  password: option('password', optional, 'Postgres password', { env: [] }),
  dbname: option('dbname', optional, 'database name', { env: [], short: 'd' }),
  extensionsSchema: option(
    'metadata-database-extensions-schema',
    z.string().default('public'),
    'the schema in which extensions of the metadata database are made',
  ),
  retries: option('retries', number(1), 'how often a connection is tried again', {
    env: [`${PREFIX}NO_OF_RETRIES`],
  }),
};
