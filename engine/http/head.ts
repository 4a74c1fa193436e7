import type { IncomingHttpHeaders } from 'node:http';

/** The head of a request that the fast lane may read; all but the length of its body, which is no part of the request. */
export interface Head {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly keepsAlive: boolean;
  /** What stands in front of the length, and what behind it. */
  readonly around: readonly [before: string, after: string];
}
export interface SizedHead {
  readonly head: Head;
  readonly contentLength: number;
}

/**
 * A client sends the same head again and again but for the length. The same Head then means the same headers, so that
 * those who read them may remember what they found.
 */
export function parseHeadAgain(text: string, last: Head | null): SizedHead | null {
  if (last !== null) {
    const [before, after] = last.around;
    const digits = text.slice(before.length, text.length - after.length);
    if (LENGTH.test(digits) && text.startsWith(before) && text.endsWith(after))
      return { head: last, contentLength: Number(digits) };
  }
  return parseHead(text);
}
const LENGTH = /^\d{1,9}$/;

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
export function parseHead(text: string): SizedHead | null {
  const lines = text.split('\r\n');
  const path = REQUEST_LINE.exec(lines[0] ?? '')?.[1];
  if (path === undefined) return null;
  const headers: IncomingHttpHeaders = Object.create(null);
  const rawHeaders: string[] = [];
  let lengthAt = 0;
  let digits: string | undefined;
  let at = (lines[0]?.length ?? 0) + 2;
  for (let i = 1; i < lines.length; i++) {
    const match = HEADER.exec(lines[i] ?? '');
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined) return null;
    const key = name.toLowerCase();
    if (NOT_OURS.has(key) || headers[key] !== undefined) return null;
    if (key === 'content-length') {
      if (digits !== undefined) return null;
      digits = value;
      lengthAt = at + (lines[i]?.lastIndexOf(value) ?? 0);
    } else {
      headers[key] = value;
      rawHeaders.push(name, value);
    }
    at += (lines[i]?.length ?? 0) + 2;
  }
  const connection = headers.connection?.toLowerCase() ?? 'keep-alive';
  if (headers.host === undefined || digits === undefined || !LENGTH.test(digits)) return null;
  if (connection !== 'keep-alive' && connection !== 'close') return null;
  const around = [text.slice(0, lengthAt), text.slice(lengthAt + digits.length)] as const;
  const head = { path, headers, rawHeaders, keepsAlive: connection === 'keep-alive', around };
  return { head, contentLength: Number(digits) };
}
