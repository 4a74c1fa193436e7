import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import { createDatabase, type Database } from '../../support/database.ts';
import { type Engine, startEngine } from '../../support/engine.ts';

/**
 * The console as the engine serves it. The real console's files are not ours to keep: `assets/` holds a small one that
 * loads as it loads and asks what it asks.
 */
const OWN_ASSETS = path.join(import.meta.dirname, 'assets');

let database: Database;
let assets: string;
let engine: Engine;

beforeAll(async () => {
  database = await createDatabase();
  assets = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-console-'));
  const versioned = path.join(assets, 'versioned');
  mkdirSync(versioned);
  for (const name of readdirSync(OWN_ASSETS))
    writeFileSync(
      path.join(versioned, `${name}.gz`),
      gzipSync(readFileSync(path.join(OWN_ASSETS, name))),
    );
  writeFileSync(path.join(assets, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  symlinkSync('/etc/passwd', path.join(assets, 'link'));
  engine = await startEngine({
    databaseUrl: database.url,
    env: {
      HASURA_GRAPHQL_ENABLE_CONSOLE: 'true',
      HASURA_GRAPHQL_CONSOLE_ASSETS_DIR: assets,
      HASURA_CONSOLE_SENTRY_DSN: 'https://key@sentry.example/1',
    },
  });
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
  rmSync(assets, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { redirect: 'manual', headers });

/** As a client sends it: fetch would take `..` out of the path before it asks. */
const rawStatus = (url: string, rawPath: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    http
      .get(`${url}`, { path: rawPath }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      })
      .on('error', reject);
  });

/** What the page says of the engine. */
const environmentOf = (page: string): Record<string, unknown> =>
  JSON.parse(/window\.__env = (\{.*\});/.exec(page)?.[1] ?? 'null');

test('leads from / to the console', async () => {
  const reply = await get(`${engine.url}/`);
  expect([reply.status, reply.headers.get('location')]).toEqual([302, 'console']);
});

test('tells the page where it stands', async () => {
  const reply = await get(`${engine.url}/console/data/default/schema/public`);
  expect([reply.status, reply.headers.get('content-type')]).toEqual([
    200,
    'text/html; charset=utf-8',
  ]);
  expect(environmentOf(await reply.text())).toEqual({
    consoleMode: 'server',
    urlPrefix: '/console',
    consolePath: '/console/data/default/schema/public',
    isAdminSecretSet: true,
    enableTelemetry: true,
    assetsPath: 'https://graphql-engine-cdn.hasura.io/console/assets',
    assetsVersion: 'channel/stable/v2.48',
    cdnAssets: false,
    serverVersion: expect.stringMatching(/^v2\.48\./),
    consoleType: 'oss',
    consoleSentryDsn: 'https://key@sentry.example/1',
  });
  const root = await (await get(`${engine.url}/console`)).text();
  expect(environmentOf(root)['consolePath']).toBe('/console');
});

test('does not let a path out of the script it is written into', async () => {
  const attack = '</script><script>alert(1)</script>';
  const page = await (await get(`${engine.url}/console/${encodeURIComponent(attack)}`)).text();
  expect(page).not.toContain(attack);
  expect(environmentOf(page)['consolePath']).toBe(`/console/${attack}`);
});

describe('assets', () => {
  test('come with the type of what was compressed', async () => {
    const reply = await get(`${engine.url}/console/assets/versioned/main.9a7e.js.gz`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('application/javascript');
    expect(reply.headers.get('content-encoding')).toBe('gzip');
    expect(await reply.text()).toBe(readFileSync(path.join(OWN_ASSETS, 'main.9a7e.js'), 'utf8'));
    const raw = readFileSync(path.join(assets, 'versioned/main.9a7e.js.gz'));
    expect(gunzipSync(raw).length).toBeGreaterThan(0);
    const svg = await get(`${engine.url}/console/assets/logo.svg`);
    expect(svg.headers.get('content-type')).toBe('image/svg+xml');
  });

  test('may be loaded by a page of another origin, as the console of the CLI does', async () => {
    const url = `${engine.url}/console/assets/versioned/assetLoader.js.gz`;
    const { headers } = await get(url, { origin: 'http://localhost:9695' });
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:9695');
  });

  test.for([
    ['a file that is not there', '/console/assets/nothing.js'],
    ['a folder', '/console/assets/versioned'],
    ['dots', '/console/assets/../../../etc/passwd'],
    ['dots in disguise', '/console/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd'],
    ['dots behind a coded slash', '/console/assets/..%2f..%2f..%2fetc%2fpasswd'],
    ['a link out of the folder', '/console/assets/link'],
    ['NUL', '/console/assets/logo.svg%00'],
    ['what is no coding', '/console/assets/%zz'],
  ])('%s: refused', async ([, rawPath = '']) => {
    expect(await rawStatus(engine.url, rawPath)).toBe(404);
  });
});

test('is not there unless it is asked for; without a folder its assets come from the CDN', async () => {
  const statuses = async (env: Record<string, string>) => {
    const other = await startEngine({ databaseUrl: database.url, env });
    const all = [];
    for (const at of ['/', '/console', '/console/assets/logo.svg'])
      all.push((await get(other.url + at)).status);
    const page = await (await get(`${other.url}/console`)).text();
    await other.stop();
    return { all, page };
  };
  expect((await statuses({})).all).toEqual([404, 404, 404]);
  const fromCdn = await statuses({ HASURA_GRAPHQL_ENABLE_CONSOLE: 'true' });
  expect(fromCdn.all).toEqual([302, 200, 404]);
  expect(environmentOf(fromCdn.page)['cdnAssets']).toBe(true);
});

test('runs in a browser: a wrong secret, the right one, the requests of its start', async ({
  skip,
}) => {
  const browser = await openBrowser();
  if (browser === null) return skip();
  try {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(`${engine.url}/console/data`);
    const secret = page.locator('input[name=secret]');
    await secret.fill('wrong');
    await secret.press('Enter');
    await page.getByText('invalid "x-hasura-admin-secret"/"x-hasura-access-key"').waitFor();
    await secret.fill(engine.adminSecret);
    await secret.press('Enter');
    const title = page.locator('h1');
    await title.waitFor();
    expect(await title.textContent()).toMatch(/^ce v2\.48\./);
    expect(await page.locator('#path').textContent()).toBe('/data');
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe(
      'rgb(1, 2, 3)',
    );
    expect(problems).toEqual([]);
    const { body } = await engine.metadata('get_catalog_state');
    expect(body.console_state).toEqual({ seen: body.id });
  } finally {
    await browser.close();
  }
});

test('runs in a browser from another origin, as the CLI serves it', async ({ skip }) => {
  const browser = await openBrowser();
  if (browser === null) return skip();
  const other = http.createServer((_, reply) => {
    reply.setHeader('content-type', 'text/html');
    reply.end(`<script>window.__env = { versionedAssetsPath: '${engine.url}/console/assets/versioned',
      urlPrefix: '/', consolePath: '/', isAdminSecretSet: true };</script>
      <div id="content"></div>
      <script type="module" src="${engine.url}/console/assets/versioned/assetLoader.js.gz"></script>`);
  });
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  try {
    const page = await browser.newPage();
    const { port } = other.address() as AddressInfo;
    // What it asks, it asks of the engine: another origin, so that every request is preflighted.
    await page.addInitScript(`
      const plain = window.fetch;
      window.fetch = (url, how) => plain(String(url).replace(location.origin, '${engine.url}'), how);`);
    await page.goto(`http://127.0.0.1:${port}/`);
    const secret = page.locator('input[name=secret]');
    await secret.fill(engine.adminSecret);
    await secret.press('Enter');
    await page.locator('h1').waitFor();
    expect(await page.locator('#tables').textContent()).toBe('0');
  } finally {
    await browser.close();
    other.close();
  }
});
