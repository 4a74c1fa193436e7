import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporal } from '@temporalio/proto';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { findTestServer } from '../support/temporal-test-server.ts';
import { accountTests } from './workflow/account.ts';
import { Bench, HISTORIES } from './workflow/bench.ts';
import { invoiceTests } from './workflow/invoice.ts';
import { reminderTests } from './workflow/reminder.ts';
import { ticketTests } from './workflow/ticket.ts';
import { workTests } from './workflow/work.ts';

/** All workflows over days that pass in moments. One file, as bundling them and starting the server take seconds. */

const { History } = temporal.api.history.v1;

const server = await findTestServer();
if ('missing' in server)
  console.warn(`\nSKIPPED: workflows with time skipping: ${server.missing}\n`);

let bundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/workflows.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
});

describe.skipIf('missing' in server)('on a server that skips time', () => {
  let bench: Bench;
  beforeAll(async () => {
    if ('file' in server) bench = await Bench.open(server.file, bundle);
  });
  afterAll(() => bench?.close());
  const current = (): Bench => bench;

  reminderTests(current);
  ticketTests(current);
  invoiceTests(current);
  accountTests(current);
  workTests(current);
});

// Workflows that wait over a deployment go on with the new code: it must take the same steps as the old one did.
test.each(readdirSync(HISTORIES))('the code of today replays %s', async (file) => {
  const history = History.decode(readFileSync(path.join(HISTORIES, file)));
  await Worker.runReplayHistory({ workflowBundle: bundle, replayName: file }, history);
});
