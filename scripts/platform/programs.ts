import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PortName, Site } from '../services/chain.ts';
import {
  type Command,
  lastLines,
  launch,
  type Running,
  stop,
  untilReady,
} from '../services/process.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type ProgramName = 'engine' | 'handlers' | 'worker';

/** A program of this project: what to run, and how to tell that it is up. */
interface Program {
  readonly name: ProgramName;
  readonly port: PortName;
  readonly argv: readonly [string, ...string[]];
  /** Whether an answer of this status on /healthz means that the program runs. */
  isUp(status: number): boolean;
}

const underTsx = (file: string): [string, ...string[]] => [
  process.execPath,
  '--import',
  'tsx',
  path.join(ROOT, file),
];

const PROGRAMS: Readonly<Record<ProgramName, Program>> = {
  engine: {
    name: 'engine',
    port: 'engine',
    argv: [path.join(ROOT, 'engine/bin/graphql-engine'), 'serve'],
    isUp: (status) => status === 200,
  },
  // Whether what they need is there is theirs to say and to wait for; that they answer at all is enough here.
  handlers: {
    name: 'handlers',
    port: 'handlers',
    argv: underTsx('handlers/main.ts'),
    isUp: () => true,
  },
  worker: { name: 'worker', port: 'worker', argv: underTsx('workflows/main.ts'), isUp: () => true },
};

/** Longest time the engine's first start may take: it bundles itself and makes hdb_catalog. */
const READY_LIMIT_MS = 60_000;

/** Starts a program and waits until it answers. Throws with the end of its log when it does not. */
export async function startProgram(
  name: ProgramName,
  environment: Readonly<Record<string, string>>,
  site: Site,
): Promise<Running> {
  const program = PROGRAMS[name];
  const url = `http://127.0.0.1:${site.ports[program.port]}/healthz`;
  const command = commandOf(program, environment, site);
  site.stopping.throwIfAborted(); // a child that is started now would be missed by the stop
  const running = await launch(command);
  site.record.set(name, { ...running.identity, way: 'this project', address: url });
  try {
    await untilReady(name, running, () => isUp(url, program), READY_LIMIT_MS);
    return running;
  } catch (error) {
    await stop(running);
    site.record.forget(name);
    throw new Error(
      `${(error as Error).message}; ${command.logFile} ends with:\n${lastLines(command.logFile)}`,
    );
  }
}

const commandOf = (
  { name, argv: [file, ...args] }: Program,
  environment: Readonly<Record<string, string>>,
  { dataDir }: Site,
): Command => ({
  file,
  args,
  cwd: ROOT,
  env: environment,
  logFile: path.join(dataDir, 'logs', `${name}.log`),
});

const isUp = (url: string, program: Program): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    ({ status }) => program.isUp(status),
    () => false,
  );
