import type { OptionDef } from './option.ts';
import { authOptions } from './options/auth.ts';
import { connectionOptions } from './options/connection.ts';
import { eventOptions } from './options/events.ts';
import { graphqlOptions } from './options/graphql.ts';
import { consoleOptions, listenOptions } from './options/listen.ts';
import { liveOptions } from './options/live.ts';
import { logOptions } from './options/log.ts';
import { metadataOptions } from './options/metadata.ts';
import { postgresOptions } from './options/postgres.ts';

/** Every option of the executable. Those of the connection stand before the command, the rest behind `serve`. */

const serveOptions = {
  ...listenOptions,
  ...authOptions,
  ...postgresOptions,
  ...graphqlOptions,
  ...liveOptions,
  ...eventOptions,
  ...metadataOptions,
  ...logOptions,
  ...consoleOptions,
};

export const OPTIONS = { ...connectionOptions, ...serveOptions };
export type OptionName = keyof typeof OPTIONS;

const named = (table: object): readonly [OptionName, OptionDef][] =>
  Object.entries(table) as [OptionName, OptionDef][];

export const GLOBAL_OPTIONS = named(connectionOptions);
export const SERVE_OPTIONS = named(serveOptions);
export const ALL_OPTIONS = named(OPTIONS);
