import { execFileSync } from 'node:child_process';
import { createECDH, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../../lib/database.ts';
import { openPusher } from './push.ts';

const hasOpenssl = isThere('openssl');
if (!hasOpenssl) console.warn('\nSKIPPED: pushes: no openssl to make a certificate with\n');

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasOpenssl)('a push', () => {
  /** A push service: answers with the status that the path names. */
  const received: { path: string; authorization: string; encoding: string; size: number }[] = [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-push-'));
  let url = '';
  let close: () => void;
  beforeAll(async () => {
    const [key, cert] = [path.join(folder, 'key'), path.join(folder, 'cert')];
    const args = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
    ];
    execFileSync(
      'openssl',
      [...args, '-subj', '/CN=127.0.0.1', '-days', '1', '-keyout', key, '-out', cert],
      { stdio: 'ignore' },
    );
    const server = createServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      async (request, response) => {
        let size = 0;
        for await (const chunk of request) size += (chunk as Buffer).length;
        const { authorization = '', 'content-encoding': encoding = '' } = request.headers;
        received.push({ path: request.url ?? '', authorization, encoding, size });
        response.writeHead(Number(request.url?.slice(1))).end();
      },
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = () => void server.close();
  });
  afterAll(() => {
    close?.();
    rmSync(folder, { recursive: true });
  });

  const pusher = openPusher(
    'k'.repeat(32),
    'mailto:a@b.test',
    new Agent({ rejectUnauthorized: false }),
  );

  /** Devices whose push service answers with these statuses; what is deleted is noted. */
  function devices(...statuses: readonly number[]): { sql: Sql; deleted: unknown[] } {
    const ecdh = createECDH('prime256v1');
    ecdh.generateKeys();
    const keys = {
      p256dh: ecdh.getPublicKey().toString('base64url'),
      authKey: randomBytes(16).toString('base64url'),
    };
    const rows = statuses.map((status, id) => ({ id, endpoint: `${url}/${status}`, ...keys }));
    const deleted: unknown[] = [];
    const sql = {
      async rows(text: string, params: readonly unknown[] = []) {
        if (text.startsWith('SELECT')) return rows;
        deleted.push(...(params[0] as unknown[]));
        return [];
      },
    } as unknown as Sql;
    return { sql, deleted };
  }
  const push = (sql: Sql) => pusher.push(sql, 4, { subject: 'Hello', body: 'You' });

  test('is encrypted and signed, and reaches every device', async () => {
    received.length = 0;
    expect(await push(devices(201, 201).sql)).toBe('SENT');
    expect(received).toHaveLength(2);
    expect(received[0]).toMatchObject({
      encoding: 'aes128gcm',
      authorization: expect.stringMatching(/^vapid t=\S+, k=/),
    });
    expect(received[0]?.authorization).toContain(pusher.publicKey);
  });

  test('forgets devices that are gone', async () => {
    const { sql, deleted } = devices(410, 201, 404);
    expect(await push(sql)).toBe('SENT');
    expect(deleted).toEqual([0, 2]);
  });

  test('fails only when no device could be reached', async () => {
    expect(await push(devices(500, 201).sql)).toBe('SENT');
    await expect(push(devices(500).sql)).rejects.toThrow();
    expect(await push(devices(410).sql)).toBe('CANCELLED');
    expect(await push(devices().sql)).toBe('CANCELLED');
  });
});
