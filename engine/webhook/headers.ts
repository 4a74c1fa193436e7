/** Which headers a webhook is sent: those of metadata, and those of the client where metadata says so. */
import { EngineError } from '../base/error.ts';
import type { Header } from './request.ts';
import { type Environment, renderUrlTemplate } from './url-template.ts';

/** A header as metadata spells it. */
export interface ConfiguredHeader {
  readonly name: string;
  readonly value?: string | undefined;
  readonly value_from_env?: string | undefined;
}

/** Throws when a variable of the environment is not set. */
export const resolveHeaders = (
  configured: readonly ConfiguredHeader[],
  env: Environment,
): readonly Header[] => configured.map((header): Header => [header.name, resolve(header, env)]);

function resolve({ value, value_from_env }: ConfiguredHeader, env: Environment): string {
  if (value_from_env === undefined) return renderUrlTemplate(value ?? '', env);
  const found = env[value_from_env];
  if (found !== undefined) return found;
  throw new EngineError('not-found', `environment variable '${value_from_env}' not set`, [], 400);
}

/** What is logged instead of a header's value that came from the environment: the original shows the variable's name. */
export const loggedHeaders = (configured: readonly ConfiguredHeader[]) =>
  configured.map(({ name, value, value_from_env }) => ({
    name,
    value: value_from_env ?? value ?? '',
  }));

/** Headers of the client that say something of its own connection to us, and nothing to a webhook. */
export const IGNORED_CLIENT_HEADERS: readonly string[] = [
  'Content-Length',
  'Content-MD5',
  'User-Agent',
  'Host',
  'Origin',
  'Referer',
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Accept-Datetime',
  'Cache-Control',
  'Connection',
  'DNT',
  'Content-Type',
];
/** Of one hop (RFC 9110 §7.6.1), so never forwarded, whatever an action's own list of ignored headers leaves out. */
const HOP_BY_HOP = [
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
const FORWARDED: ReadonlyMap<string, string> = new Map([
  ['host', 'X-Forwarded-Host'],
  ['user-agent', 'X-Forwarded-User-Agent'],
]);

/** The client's headers as a webhook gets them. Session variables travel in the body, and not as headers. */
export function forwardedHeaders(
  client: readonly Header[],
  ignored: readonly string[] = IGNORED_CLIENT_HEADERS,
): readonly Header[] {
  const dropped = new Set([...ignored.map((name) => name.toLowerCase()), ...HOP_BY_HOP]);
  return client.flatMap(([name, value]): Header[] => {
    const lower = name.toLowerCase();
    const forwarded = FORWARDED.get(lower);
    const kept =
      dropped.has(lower) || lower.startsWith('x-hasura-') ? [] : [[name, value] as const];
    return forwarded === undefined ? kept : [[forwarded, value], ...kept];
  });
}

/** One value a name; of two the later list's. Names are compared without case. */
export function mergeHeaders(...lists: readonly (readonly Header[])[]): readonly Header[] {
  const merged = new Map<string, Header>();
  for (const header of lists.flat()) merged.set(header[0].toLowerCase(), header);
  return [...merged.values()];
}
