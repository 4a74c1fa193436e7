import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig as readHandlersConfig } from '../../handlers/config.ts';
import { ROOT } from '../../scripts/platform/programs.ts';
import { readConfig as readWorkerConfig } from '../../workflows/config.ts';

const { services } = parse(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as { services: Readonly<Record<string, { environment: Readonly<Record<string, string>> }>> };

/** What a program is told there, with the defaults of the file in the place of variables. */
const environmentOf = (service: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(services[service]?.environment ?? {}).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'),
    ]),
  );

test.each([
  ['handlers', readHandlersConfig],
  ['worker', readWorkerConfig],
] as const)('docker-compose.yml tells %s all that it asks for', (service, readConfig) => {
  expect(() => readConfig(environmentOf(service))).not.toThrow();
});

test('handlers and worker agree on what they share', () => {
  const [handlers, worker] = [environmentOf('handlers'), environmentOf('worker')];
  for (const name of Object.keys(worker))
    if (name in handlers && !/^(HANDLERS|WORKER)_(HOST|PORT|URL)$/.test(name))
      expect(worker[name]).toBe(handlers[name]);
});
