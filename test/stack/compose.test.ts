import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/platform/programs.ts';
import { locateByGo } from '../../scripts/services/program.ts';
import { dropSite, scratchSite } from '../support/site.ts';

interface Service {
  readonly image?: string;
  readonly build?: { readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly profiles?: readonly string[];
}

const file = path.join(ROOT, 'docker-compose.yml');
const { services, volumes } = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
  volumes: Readonly<Record<string, null>>;
};
const all = Object.entries(services);

describe('docker-compose.yml', () => {
  test('has every part of the platform, and Hasura without asking for it', () => {
    const names = [
      'postgres',
      'hasura',
      'handlers',
      'worker',
      'temporal',
      'temporal-ui',
      'kafka',
      's3',
      'mail',
    ];
    const byDefault = all
      .filter(([, { profiles }]) => profiles === undefined)
      .map(([name]) => name);
    expect(byDefault.sort()).toEqual(names.sort());
    expect(services['engine']?.profiles).toEqual(['engine']);
  });

  test('names every image with a version', () => {
    for (const [, { image, build }] of all)
      expect(image ?? build?.dockerfile).toMatch(/:[\w.-]+\d|Dockerfile$/);
  });

  test('builds from files that are there, and starts what is there', () => {
    for (const [, { build, command = [], volumes: mounts = [] }] of all) {
      if (build !== undefined) expect(existsSync(path.join(ROOT, build.dockerfile))).toBe(true);
      for (const source of command.filter((word) => word.endsWith('.ts')))
        expect(existsSync(path.join(ROOT, source)), source).toBe(true);
      for (const mount of mounts) {
        const [from = ''] = mount.split(':');
        expect(
          from.startsWith('.') ? existsSync(path.join(ROOT, from)) : from in volumes,
          mount,
        ).toBe(true);
      }
    }
  });

  test('waits for health only where health is told', () => {
    for (const [, { depends_on = {} }] of all)
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(Object.keys(services)).toContain(name);
        if (condition === 'service_healthy')
          expect(services[name]?.healthcheck, name).toBeDefined();
      }
  });

  test('opens its ports on this machine alone', () => {
    for (const [, { ports = [] }] of all)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('tells each program nothing but names that docs/configuration.md explains', () => {
    const known = readFileSync(path.join(ROOT, 'docs/configuration.md'), 'utf8');
    for (const name of ['hasura', 'engine', 'handlers', 'worker', 'deploy'])
      for (const variable of Object.keys(services[name]?.environment ?? {}))
        expect(known).toContain(variable);
  });
});

/** The parser that \`docker compose config\` is made of. It needs no container engine, but Go. */
const COMPOSE_GO = {
  module: 'github.com/compose-spec/compose-go/v2/cmd',
  version: 'v2.15.0',
  goMinor: 24,
} as const;

test('the parser of docker compose accepts the file', async ({ skip }) => {
  const site = await scratchSite('compose');
  try {
    const parser = await locateByGo(COMPOSE_GO)(site);
    if ('missing' in parser) return skip(parser.missing);
    const text = execFileSync(parser.file, ['-format', 'json', file], {
      encoding: 'utf8',
      cwd: ROOT,
    });
    const config = JSON.parse(text) as { services: Readonly<Record<string, Service>> };
    const secret = config.services['hasura']?.environment?.['HASURA_GRAPHQL_JWT_SECRET'];
    expect(JSON.parse(secret ?? '')).toMatchObject({ type: 'HS256' }); // braces in a default survive
    expect(config.services['handlers']?.environment?.['HASURA_GRAPHQL_JWT_SECRET']).toBe(secret);
  } finally {
    await dropSite(site);
  }
});
