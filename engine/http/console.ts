import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../base/error.ts';
import { type ConsoleSettings, consolePage } from './console-page.ts';
import type { Response } from './message.ts';
import { notFound, type Route } from './router.ts';

/** `/console`: the page, and the files it loads where they lie in a local folder. */

export interface ConsoleOptions extends Omit<ConsoleSettings, 'hasLocalAssets'> {
  readonly assetsDir: string | null;
}

export function consoleRoutes({ assetsDir, ...rest }: ConsoleOptions): readonly Route[] {
  const settings: ConsoleSettings = { ...rest, hasLocalAssets: assetsDir !== null };
  const page = (behind: string): Response => ({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: consolePage(decoded(behind), settings),
  });
  const get = (at: string, handle: Route['handle']): Route => ({ method: 'GET', path: at, handle });
  return [
    get('/', () => ({ status: 302, headers: { location: 'console' }, body: '' })),
    get('/console', () => page('')),
    get('/console/*', (_, rest_) => page(rest_)),
    get('/console/assets/*', (_, rest_) => {
      if (assetsDir === null) throw notFound();
      return asset(assetsDir, decoded(rest_));
    }),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notFound();
  }
}

async function asset(folder: string, name: string): Promise<Response> {
  const body = await readInside(folder, name);
  const isGzip = name.endsWith('.gz');
  const plain = isGzip ? name.slice(0, -'.gz'.length) : name;
  return {
    status: 200,
    headers: {
      'content-type': TYPES[path.extname(plain).toLowerCase()] ?? 'application/octet-stream',
      ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
    },
    body,
  };
}

/** Nothing outside of the folder is read, whether `..` leads there or a link. */
async function readInside(folder: string, name: string): Promise<Buffer> {
  const missing = new EngineError('not-found', `no such asset: ${name}`, [], 404);
  if (name.split(/[\\/]/).includes('..') || name.includes('\0')) throw missing;
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, name));
    if (!file.startsWith(root + path.sep)) throw missing;
    return await readFile(file);
  } catch {
    throw missing;
  }
}

/** What a browser must be told to run, draw or apply a file. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.eot': 'application/vnd.ms-fontobject',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'application/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'application/x-font-ttf',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'application/font-woff',
  '.woff2': 'font/woff2',
};
