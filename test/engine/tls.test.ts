import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { exportJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '../support/certificate.ts';
import { createDatabase, type Database } from '../support/database.ts';
import { type EngineOptions, startEngine } from '../support/engine.ts';
import { eventually } from '../support/wait.ts';

/** Whoever the engine calls may have a certificate of a CA that only the system knows. */

let certificates: Certificates;
let database: Database;
let server: Server;
let url: string;
let calls: string[] = [];
const keys = generateKeyPairSync('ed25519');

beforeAll(async () => {
  certificates = makeCertificates();
  database = await createDatabase();
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'EdDSA' };
  server = createServer(certificates, (request, reply) => {
    calls.push(`${request.method} ${request.url}`);
    request.resume();
    const answer = {
      '/keys': { keys: [jwk] },
      '/hook': { 'x-hasura-role': 'user' },
      '/action': 'done',
    }[request.url ?? ''];
    reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  calls = [];
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  certificates.remove();
  await database.drop();
});

const ACTION = {
  name: 'act',
  definition: { type: 'query', handler: '{{URL}}/action', output_type: 'String!' },
  permissions: [{ role: 'user' }],
};
const METADATA = { version: 3, sources: [], actions: [ACTION] };

/** With an engine whose system is said to trust the CA of the house, or not. */
async function withEngine(
  options: Pick<EngineOptions, 'env'> & {
    readonly metadata?: object;
    readonly isTrusted?: boolean;
  },
  work: (engine: Awaited<ReturnType<typeof startEngine>>) => Promise<void>,
) {
  const { env, metadata = METADATA, isTrusted = true } = options;
  const trust = isTrusted ? { SSL_CERT_FILE: certificates.caFile } : {};
  const engine = await startEngine({
    databaseUrl: database.url,
    env: { URL: url, ...trust, ...env },
    metadata,
  });
  await work(engine).finally(() => engine.stop());
}
const NOBODY = { 'x-hasura-admin-secret': '' };

describe('an auth webhook', () => {
  test.for(['GET', 'POST'])('is asked by %s', (mode) =>
    withEngine(
      {
        env: {
          HASURA_GRAPHQL_AUTH_HOOK: `${url}/hook`,
          HASURA_GRAPHQL_AUTH_HOOK_MODE: mode,
        },
      },
      async (engine) => {
        const { body } = await engine.graphql('{ act }', {}, NOBODY);
        expect(body).toEqual({ data: { act: 'done' } });
        expect(calls).toEqual([`${mode} /hook`, 'POST /action']);
      },
    ),
  );

  test('is not believed where nobody vouches for it', () =>
    withEngine(
      { env: { HASURA_GRAPHQL_AUTH_HOOK: `${url}/hook` }, isTrusted: false },
      async (engine) => {
        const { body } = await engine.graphql('{ act }', {}, NOBODY);
        expect(body.errors[0].message).toBe('webhook authentication request failed');
        expect(calls).toEqual([]);
        await eventually(() =>
          expect(engine.log()).toContain('unable to verify the first certificate'),
        );

        const { port } = new URL(url);
        await engine.metadata('add_host_to_tls_allowlist', { host: '127.0.0.1', suffix: port });
        const allowed = await engine.graphql('{ act }', {}, NOBODY);
        expect(allowed.body).toEqual({ data: { act: 'done' } });
      },
    ));
});

test('keys of a JWK URL are fetched, by a folder of certificates too', () =>
  withEngine(
    {
      env: {
        SSL_CERT_FILE: path.dirname(certificates.caFile),
        HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ jwk_url: `${url}/keys` }),
      },
    },
    async (engine) => {
      const claims = { 'x-hasura-default-role': 'user', 'x-hasura-allowed-roles': ['user'] };
      const token = await new SignJWT({ 'https://hasura.io/jwt/claims': claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k' })
        .sign(keys.privateKey);
      const signed = { ...NOBODY, authorization: `Bearer ${token}` };
      const { body } = await engine.graphql('{ act }', {}, signed);
      expect(body).toEqual({ data: { act: 'done' } });
      expect(calls).toEqual(['GET /keys', 'POST /action']);
    },
  ));

test('Node’s own variable for it counts beside the system’s', () =>
  withEngine(
    { env: { NODE_EXTRA_CA_CERTS: certificates.caFile }, isTrusted: false },
    async (engine) => {
      expect((await engine.graphql('{ act }')).body).toEqual({ data: { act: 'done' } });
    },
  ));

test('a file that is not there is told where it is needed', () =>
  withEngine({ env: { SSL_CERT_FILE: '/nowhere.pem' } }, async (engine) => {
    const { body } = await engine.graphql('{ act }');
    expect(body.errors[0].message).toBe('http exception when calling webhook');
  }));

test('a collector of traces is reached', () =>
  withEngine(
    {
      metadata: {
        ...METADATA,
        opentelemetry: {
          status: 'enabled',
          data_types: ['traces'],
          exporter_otlp: { otlp_traces_endpoint: '{{URL}}/traces' },
        },
      },
    },
    async (engine) => {
      await engine.graphql('{ act }');
      await eventually(() => expect(calls).toContain('POST /traces'));
    },
  ));
