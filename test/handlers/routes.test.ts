import { expect, test } from 'vitest';
import { readConfig } from '../../handlers/config.ts';
import { buildHealth } from '../../handlers/health.ts';
import { closePorts, openPorts } from '../../handlers/open.ts';
import { actions, crons, events } from '../../handlers/routes.ts';
import { openLogger } from '../../lib/logger.ts';
import { HASURA_FOLDER } from '../../scripts/domain/migrate.ts';
import { readProject } from '../../scripts/hasura/project.ts';

interface Metadata {
  readonly actions: readonly { readonly definition: { readonly handler: string } }[];
  readonly cron_triggers: readonly { readonly webhook: string }[];
  readonly sources: readonly {
    readonly tables: readonly {
      readonly event_triggers?: readonly { readonly webhook: string }[];
    }[];
  }[];
}

const metadata = readProject(HASURA_FOLDER).metadata as unknown as Metadata;

/** The last words of webhooks, each once, in order. */
const named = (kind: string, webhooks: readonly string[]): readonly string[] =>
  [...new Set(webhooks.map((webhook) => webhook.replace(`{{HANDLERS_URL}}/${kind}/`, '')))].sort();

test('every webhook that metadata names is there, and no other', async () => {
  const config = readConfig({
    PG_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    HANDLERS_SECRET: 'a secret of sixteen or more',
    HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ type: 'HS256', key: 'k'.repeat(32) }),
  });
  const ports = openPorts(config, openLogger('handlers', 'silent'));
  const tables = metadata.sources.flatMap((source) => source.tables);
  expect(Object.keys(actions(ports, buildHealth(ports))).sort()).toEqual(
    named(
      'actions',
      metadata.actions.map(({ definition }) => definition.handler),
    ),
  );
  expect(Object.keys(events(ports)).sort()).toEqual(
    named(
      'events',
      tables.flatMap(({ event_triggers = [] }) => event_triggers.map(({ webhook }) => webhook)),
    ),
  );
  expect(Object.keys(crons(ports)).sort()).toEqual(
    named(
      'cron',
      metadata.cron_triggers.map(({ webhook }) => webhook),
    ),
  );
  await closePorts(ports);
});
