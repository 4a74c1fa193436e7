import type { IncomingHttpHeaders } from 'node:http';

/** The head of a request that the fast lane may read. */
export interface Head {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly contentLength: number;
  readonly keepsAlive: boolean;
}

const REQUEST_LINE = /^POST (\/[\w./-]*) HTTP\/1\.1$/;
/** A token, a colon, and a value of visible characters, spaces and tabs. */
const HEADER = /^([!#$%&'*+.^`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;
/** What changes how the message is framed, or what becomes of the connection: node:http's business. */
const NOT_OURS: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'expect',
  'upgrade',
  'trailer',
  'te',
  'proxy-connection',
  'http2-settings',
]);

/**
 * Head, without the empty line at its end → its parts, or null where it is anything but plain: another method, a
 * repeated header, a line that node:http might read differently. Being strict is what makes it safe to read by hand:
 * a proxy in front and this reader can only disagree about heads that this reader refuses.
 */
export function parseHead(text: string): Head | null {
  const lines = text.split('\r\n');
  const path = REQUEST_LINE.exec(lines[0] ?? '')?.[1];
  if (path === undefined) return null;
  const headers: IncomingHttpHeaders = Object.create(null);
  const rawHeaders: string[] = [];
  for (let i = 1; i < lines.length; i++) {
    const match = HEADER.exec(lines[i] ?? '');
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined) return null;
    const key = name.toLowerCase();
    if (NOT_OURS.has(key) || headers[key] !== undefined) return null;
    headers[key] = value;
    rawHeaders.push(name, value);
  }
  const length = headers['content-length'];
  const connection = headers.connection?.toLowerCase() ?? 'keep-alive';
  if (headers.host === undefined || length === undefined || !/^\d{1,9}$/.test(length)) return null;
  if (connection !== 'keep-alive' && connection !== 'close') return null;
  return {
    path,
    headers,
    rawHeaders,
    contentLength: Number(length),
    keepsAlive: connection === 'keep-alive',
  };
}
