import { isSoonFree } from './ports.ts';
import {
  adopt,
  type Command,
  lastLines,
  launch,
  type Running,
  stop,
  untilReady,
} from './process.ts';
import type { ChildRecord } from './record.ts';
import type { Secrets } from './secrets.ts';

/** The parts of the platform that listen, and where. */
export type PortName =
  | 'engine'
  | 'handlers'
  | 'postgres'
  | 'temporal'
  | 'temporalPage'
  | 's3'
  | 'smtp'
  | 'mailPage'
  | 'worker'
  | 'kafka';

export type ServiceName = 'postgres' | 'temporal' | 's3' | 'mail';

/** What one start has to work with: its folders, ports and secrets, and whom it tells how far it is. */
export interface Site {
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly ports: Readonly<Record<PortName, number>>;
  readonly secrets: Secrets;
  readonly record: ChildRecord;
  readonly say: (line: string) => void;
  /** Fires when everything is to stop, builds in progress included. */
  readonly stopping: AbortSignal;
}

/** One way to come by a service's program. */
export interface Way<Address> {
  readonly name: string;
  /** Finds the program, building it if need be; or says why this way is closed. */
  locate(site: Site): Promise<{ readonly file: string } | { readonly missing: string }>;
  command(file: string, address: Address, site: Site): Promise<Command> | Command;
}

/** A program that the platform needs and does not contain. */
export interface BackingService<Address> {
  readonly name: ServiceName;
  /** What does not work without it. */
  readonly without: string;
  readonly stopSignal: NodeJS.Signals;
  /** An address that the environment gives, and the variable that gives it. */
  given(
    env: NodeJS.ProcessEnv,
    site: Site,
  ): { readonly variable: string; readonly address: Address } | undefined;
  /** Where one started by us listens. */
  address(site: Site): Address;
  /** The ports of that address, to name the one that is taken. */
  readonly ports: readonly PortName[];
  ways(site: Site): readonly Way<Address>[];
  answers(address: Address): Promise<boolean>;
}

/** `running` is there when the process is ours, and so ours to watch and to stop. */
export type Found<Address> =
  | {
      readonly state: 'ready';
      readonly way: string;
      readonly address: Address;
      readonly running?: Running;
    }
  | { readonly state: 'degraded'; readonly tried: readonly string[]; readonly without: string };

/** A port that belongs to somebody else. */
export class PortTaken extends Error {
  constructor(part: string, port: number) {
    super(
      `port ${port}, meant for ${part}, is in use: stop what listens there, or move all ports with --port N ` +
        '(the engine takes N, everything else the nine behind it)',
    );
  }
}

/** Service → where it is. Walks the chain: environment, a child left running, then each way in turn. */
export async function find<Address>(
  service: BackingService<Address>,
  site: Site,
): Promise<Found<Address>> {
  const given = service.given(site.env, site);
  if (given !== undefined) return { state: 'ready', way: given.variable, address: given.address };

  const address = service.address(site);
  const left = await leftRunning(service, address, site);
  if (left !== undefined) return left;

  for (const port of service.ports)
    if (!(await isSoonFree(site.ports[port]))) throw new PortTaken(service.name, site.ports[port]);

  const tried: string[] = [];
  for (const way of service.ways(site)) {
    const located = await way.locate(site);
    if ('missing' in located) {
      tried.push(located.missing);
      continue;
    }
    try {
      return await start(service, way, located.file, address, site);
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { state: 'degraded', tried, without: service.without };
}

/** The child of an earlier start, if it still does what is wanted. One that does not is ended. */
async function leftRunning<Address>(
  service: BackingService<Address>,
  address: Address,
  site: Site,
): Promise<Found<Address> | undefined> {
  const child = site.record.living(service.name);
  if (child === undefined) return undefined;
  const running = adopt(child);
  if (child.address === JSON.stringify(address) && (await answersSoon(service, address)))
    return { state: 'ready', way: `${child.way}, left running`, address, running };
  await stop(running, service.stopSignal);
  site.record.forget(service.name);
  return undefined;
}

/** A child that was started a moment before its parent was killed may not be ready yet. */
async function answersSoon<Address>(
  service: BackingService<Address>,
  address: Address,
): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await service.answers(address)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

async function start<Address>(
  service: BackingService<Address>,
  way: Way<Address>,
  file: string,
  address: Address,
  site: Site,
): Promise<Found<Address>> {
  const command = await way.command(file, address, site);
  site.stopping.throwIfAborted(); // a child that is started now would be missed by the stop
  const running = await launch(command);
  // Recorded before it is ready: a kill of this program from here on leaves no child that nobody knows.
  site.record.set(service.name, {
    ...running.identity,
    way: way.name,
    address: JSON.stringify(address),
  });
  try {
    await untilReady(service.name, running, () => service.answers(address));
  } catch (error) {
    await stop(running, service.stopSignal);
    site.record.forget(service.name);
    throw new Error(
      `${(error as Error).message}; ${command.logFile} ends with:\n${lastLines(command.logFile)}`,
    );
  }
  return { state: 'ready', way: way.name, address, running };
}
