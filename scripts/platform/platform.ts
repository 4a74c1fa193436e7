import type { BackingService, Site } from '../services/chain.ts';
import { find, PortTaken } from '../services/chain.ts';
import { mail } from '../services/mail.ts';
import { isSoonFree } from '../services/ports.ts';
import { postgres } from '../services/postgres.ts';
import type { Running } from '../services/process.ts';
import { s3 } from '../services/s3.ts';
import { temporal } from '../services/temporal.ts';
import { environmentOf } from './environment.ts';
import { type Part, type PartName, WITHOUT, withoutPassword } from './part.ts';
import { type ProgramName, startProgram } from './programs.ts';
import { stopLeftPrograms, stopRecorded } from './stop.ts';
import { Supervised } from './supervise.ts';

/** How tests differ: they give durability up, and leave parts out. */
export interface PlatformOptions {
  readonly postgresSettings?: Readonly<Record<string, string>>;
  readonly without?: readonly PartName[];
  readonly onChange?: (part: Part) => void;
}

/** All processes of one data folder, started in order, watched, and stopped in the opposite order. */
export class Platform {
  readonly #site: Site;
  readonly #options: PlatformOptions;
  readonly #children = new Map<PartName, Supervised>();
  readonly #parts = new Map<PartName, Part>();
  #environment: Readonly<Record<string, string>> = {};
  #isStopping = false;

  constructor(site: Site, options: PlatformOptions = {}) {
    this.#site = site;
    this.#options = options;
  }

  get parts(): readonly Part[] {
    return [...this.#parts.values()];
  }

  /** What the programs are told. */
  get environment(): Readonly<Record<string, string>> {
    return this.#environment;
  }

  /** Postgres, engine and handlers. When this is over, the API answers. */
  async openApi(): Promise<void> {
    await stopLeftPrograms(this.#site);
    await this.#checkPorts();
    const database = postgres(this.#options.postgresSettings);
    const { url } = await this.#openService(database, ({ url }) => withoutPassword(url));
    this.#environment = environmentOf(this.#site, url);
    await Promise.all([this.#openProgram('engine'), this.#openProgram('handlers')]);
  }

  /** The rest. None of it holds up the API, and whatever of it fails is told in its part's note. */
  async openRest(): Promise<void> {
    await Promise.allSettled([
      this.#openService(mail, ({ page, smtp }) => page ?? smtp),
      this.#openService(s3, ({ endpoint }) => endpoint),
      this.#openService(temporal, ({ page, address }) => page ?? address),
      this.#openProgram('worker'), // it looks for Temporal by itself, however late that comes
    ]);
  }

  /** Ends a part as a crash would, and keeps it down until `restart`. */
  async kill(name: PartName): Promise<void> {
    await this.#child(name).kill();
  }

  async restart(name: PartName): Promise<void> {
    await this.#child(name).restart();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const child of this.#children.values()) child.forsake();
    await stopRecorded(this.#site);
  }

  #child(name: PartName): Supervised {
    const child = this.#children.get(name);
    if (child === undefined) throw new Error(`${name} is not a process of this platform`);
    return child;
  }

  async #openService<Address>(
    service: BackingService<Address>,
    show: (address: Address) => string,
  ): Promise<Address> {
    const { name, without } = service;
    const address =
      service.given(this.#site.env, this.#site)?.address ?? service.address(this.#site);
    const part: Part = { name, state: 'waiting', url: show(address), way: '-', note: '' };
    if (this.#isLeftOut(part, without)) return address;
    this.#change(part);
    const found = await find(service, this.#site);
    if (found.state === 'degraded') {
      this.#change({ ...part, state: 'degraded', note: `${without}: ${found.tried.join('; ')}` });
      if (name === 'postgres')
        throw new Error(`Postgres cannot be started: ${found.tried.join('; ')}`);
      return address;
    }
    this.#change({ ...part, state: 'ready', way: found.way });
    if (found.running !== undefined)
      this.#watch(name, found.running, without, () => this.#reopen(service));
    return found.address;
  }

  async #reopen<Address>(service: BackingService<Address>): Promise<Running> {
    const found = await find(service, this.#site);
    if (found.state === 'degraded') throw new Error(found.tried.join('; '));
    if (found.running === undefined) throw new Error(`${service.name} now comes from outside`);
    return found.running;
  }

  async #openProgram(name: ProgramName): Promise<void> {
    const url = `http://127.0.0.1:${this.#site.ports[name]}`;
    const part: Part = { name, state: 'waiting', url, way: 'this project', note: '' };
    if (this.#isLeftOut(part, WITHOUT[name])) return;
    this.#change(part);
    const open = (): Promise<Running> => startProgram(name, this.#environment, this.#site);
    try {
      this.#watch(name, await open(), WITHOUT[name], open);
      this.#change({ ...part, state: 'ready' });
    } catch (error) {
      this.#change({
        ...part,
        state: 'degraded',
        note: `${WITHOUT[name]}: ${(error as Error).message}`,
      });
      throw error;
    }
  }

  #isLeftOut(part: Part, without: string): boolean {
    const isLeftOut = this.#options.without?.includes(part.name) ?? false;
    if (isLeftOut) this.#change({ ...part, state: 'degraded', note: `left out: ${without}` });
    return isLeftOut;
  }

  #watch(name: PartName, running: Running, without: string, open: () => Promise<Running>): void {
    const child = new Supervised(running, open, (change) => {
      const part = this.#parts.get(name);
      if (part === undefined) return;
      const note = change.to === 'ready' ? '' : `${without}: ${change.because}`;
      this.#change({ ...part, state: change.to, note });
    });
    this.#children.set(name, child);
  }

  #change(part: Part): void {
    this.#parts.set(part.name, part);
    if (!this.#isStopping) this.#options.onChange?.(part);
  }

  /** Found before anything is started: half a platform would be worse than none. */
  async #checkPorts(): Promise<void> {
    const site = this.#site;
    const wanted = (['engine', 'handlers', 'worker'] as const).map((name) => ({
      name,
      ports: [name] as const,
    }));
    const services = [postgres(), temporal, s3, mail].filter(
      (service) =>
        site.record.living(service.name) === undefined &&
        service.given(site.env, site) === undefined,
    );
    for (const { name, ports } of [...wanted, ...services])
      for (const port of this.#options.without?.includes(name) ? [] : ports)
        if (!(await isSoonFree(site.ports[port]))) throw new PortTaken(name, site.ports[port]);
  }
}
