/** `scripts/start`: the whole platform in the foreground, until Ctrl-C. */
import path from 'node:path';
import { openHasuraClient } from './hasura/client.ts';
import { deploy } from './hasura/deploy.ts';
import { readProject, withSchedules } from './hasura/project.ts';
import { HELP, parseOptions, type StartOptions, UsageError } from './platform/options.ts';
import type { Row } from './platform/part.ts';
import { Platform } from './platform/platform.ts';
import { portsFrom } from './platform/ports.ts';
import { ROOT } from './platform/programs.ts';
import { openSite } from './platform/site.ts';
import { removeData } from './platform/stop.ts';
import { renderChange, renderTable } from './platform/table.ts';
import { PortTaken } from './services/chain.ts';
import { tryLock } from './services/lock.ts';
import { openRecord } from './services/record.ts';

/** All children have to be gone by then; each step of the stop has its own, shorter limit. */
const STOP_LIMIT_MS = 9_500;

const began = Date.now();
const say = (text: string): void => console.log(text);

try {
  const options = parseOptions(
    process.argv.slice(2),
    process.env['CALLER_DIR'] ?? process.cwd(),
    ROOT,
  );
  if (options.help) say(HELP);
  else await start(options);
} catch (error) {
  console.error(`start: ${(error as Error).message}`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function start({ port, dataDir, reset }: StartOptions): Promise<void> {
  const release = lockFolder(dataDir);
  if (reset) await removeData({ dataDir, record: openRecord(dataDir) });
  const aborted = new AbortController();
  const site = openSite(dataDir, portsFrom(port), process.env, say, aborted.signal);
  let isShown = false; // until the table has been shown once, single lines tell how far it is
  const platform = new Platform(site, {
    onChange: (part) => {
      if (isShown || part.state === 'degraded' || part.state === 'restarting')
        say(`  ${renderChange(part)}`);
    },
  });
  const stop = stopOnSignal(platform, aborted, release);

  try {
    await platform.openApi();
  } catch (error) {
    if (stop.isStopping()) return;
    await platform.stop();
    release();
    throw error instanceof PortTaken
      ? error
      : new Error(`${(error as Error).message}\nlogs: ${logs(dataDir)}`);
  }
  const rest = platform.openRest();
  const schema = await deployProject(platform);
  if (stop.isStopping()) return;
  say(renderTable([schema, ...platform.parts]));
  say(
    `  GraphQL answers after ${seconds()} s at ${platform.environment['HASURA_GRAPHQL_ENDPOINT']}/v1/graphql`,
  );
  say(
    `  console /console, admin secret in ${path.join(dataDir, 'secrets.json')}, logs in ${logs(dataDir)}`,
  );
  isShown = true;
  await rest;
  if (stop.isStopping()) return;
  say(renderTable([schema, ...platform.parts]));
  say(`  everything is settled after ${seconds()} s; Ctrl-C stops it all`);
  setInterval(() => undefined, 60_000); // children are unref'd: this keeps us in the foreground
}

/** Migrations and metadata of hasura/. What fails here is told and leaves the rest running, to be mended. */
async function deployProject({ environment }: Platform): Promise<Row> {
  const base = { name: 'hasura', url: path.join(ROOT, 'hasura'), way: 'this project' };
  try {
    const client = openHasuraClient(
      environment['HASURA_GRAPHQL_ENDPOINT'] ?? '',
      environment['HASURA_GRAPHQL_ADMIN_SECRET'] ?? '',
    );
    const { applied, inconsistencies } = await deploy(
      client,
      withSchedules(readProject(path.join(ROOT, 'hasura')), process.env),
    );
    if (applied.length > 0) say(`  applied ${applied.length} migrations`);
    const note = inconsistencies.map(({ name, reason }) => `${name}: ${reason}`).join('\n');
    return { ...base, state: inconsistencies.length === 0 ? 'ready' : 'degraded', note };
  } catch (error) {
    return { ...base, state: 'degraded', note: (error as Error).message };
  }
}

/** One start a data folder: two would stop each other's children. */
function lockFolder(dataDir: string): () => void {
  const lock = tryLock(`${dataDir}.lock`);
  if ('release' in lock) return lock.release;
  throw new Error(
    `the data folder ${dataDir} is in use by another start (pid ${lock.holder.pid}): ` +
      'stop that one, or give this one a folder and ports of its own with --data-dir DIR --port N',
  );
}

function stopOnSignal(
  platform: Platform,
  aborted: AbortController,
  release: () => void,
): { readonly isStopping: () => boolean } {
  let isStopping = false;
  const onSignal = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    say('stopping');
    const limit = setTimeout(() => process.exit(1), STOP_LIMIT_MS);
    aborted.abort();
    await platform.stop();
    clearTimeout(limit);
    release();
    process.exit(0);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal); // the terminal was closed
  // Whoever read our output may go, as in `scripts/start | head`: the platform runs on, and can be stopped.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return { isStopping: () => isStopping };
}

function seconds(): string {
  return ((Date.now() - began) / 1000).toFixed(1);
}

function logs(dataDir: string): string {
  return path.join(dataDir, 'logs');
}
