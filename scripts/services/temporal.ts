import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BackingService, Site } from './chain.ts';
import { isAnswering, reservePort } from './ports.ts';
import type { Command } from './process.ts';
import { locateByGo, locateOnPath } from './program.ts';

export interface TemporalAddress {
  /** host:port, as Temporal's clients take it. */
  readonly address: string;
  readonly page?: string;
}

/** The last release that `go install` accepts: later ones carry replace directives. */
const PIN = {
  module: 'github.com/temporalio/cli/cmd/temporal',
  version: 'v1.5.1',
  goMinor: 25,
} as const;

/** Temporal's development server: one process, its history in a SQLite file that survives a kill. */
export const temporal: BackingService<TemporalAddress> = {
  name: 'temporal',
  without: 'reminders and expiries wait in the event log until a Temporal server is there',
  stopSignal: 'SIGTERM',
  ports: ['temporal', 'temporalPage'],
  given: ({ TEMPORAL_ADDRESS: address }) =>
    address ? { variable: 'TEMPORAL_ADDRESS', address: { address } } : undefined,
  address: ({ ports }) => ({
    address: `127.0.0.1:${ports.temporal}`,
    page: `http://127.0.0.1:${ports.temporalPage}`,
  }),
  ways: () => [
    { name: 'temporal on PATH', locate: locateOnPath('temporal'), command },
    { name: `go install temporal@${PIN.version}`, locate: locateByGo(PIN), command },
  ],
  answers: async ({ address, page }) =>
    page === undefined ? await isAnswering(portOf(address)) : await hasNamespace(page),
};

async function command(
  file: string,
  { address, page }: TemporalAddress,
  site: Site,
): Promise<Command> {
  const folder = path.join(site.dataDir, 'temporal');
  mkdirSync(folder, { recursive: true });
  return {
    file,
    args: [
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--log-level',
      'warn',
      '--port',
      String(portOf(address)),
      '--ui-port',
      String(portOf(page ?? '')),
      // Asked for by nobody, but opened anyway: at fixed ports two platforms would collide.
      '--http-port',
      String(await reservePort()),
      '--metrics-port',
      String(await reservePort()),
      '--db-filename',
      path.join(folder, 'temporal.db'),
      '--sqlite-pragma',
      'journal_mode=WAL',
      '--sqlite-pragma',
      'synchronous=NORMAL',
      // A timer that fell into a restart was seen to fire up to 10 s late without this.
      '--dynamic-config-value',
      'history.timerProcessorMaxTimeShift="10ms"',
    ],
    cwd: folder,
    // The variables of the CLI, TEMPORAL_ADDRESS among them, are for its client commands.
    env: { PATH: site.env['PATH'] ?? '', HOME: folder },
    logFile: path.join(site.dataDir, 'logs', 'temporal.log'),
  };
}

/** Asked through the page's own API: the port opens a second before the namespace can be used. */
const hasNamespace = (page: string): Promise<boolean> =>
  fetch(`${page}/api/v1/namespaces/default`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );

const portOf = (address: string): number => Number(/:(\d+)\/?$/.exec(address)?.[1]);
