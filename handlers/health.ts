import type { RequestHandler } from 'express';
import type { Ports } from './ports.ts';

/** How long an answer stands before the parts are asked again. */
const HEALTH_CACHE_MS = 5_000;
const PART_TIMEOUT_MS = 3_000;

export interface PartHealth {
  readonly name: string;
  readonly isHealthy: boolean;
  readonly detail?: string;
}

export interface Health {
  /** 200 while requests can be served at all: Postgres answers. */
  readonly healthz: RequestHandler;
  /** 200 while every part answers; else 503 that names the missing ones. */
  readonly readyz: RequestHandler;
  parts(): Promise<readonly PartHealth[]>;
}

export function buildHealth({ database, temporal, store, mailer }: Ports): Health {
  const checks: Readonly<Record<string, () => Promise<unknown>>> = {
    postgres: () => database.row('SELECT 1'),
    temporal: () => temporal.use((client) => client.workflowService.getSystemInfo({})),
    store: () => store.check(),
    mail: () => mailer.check(),
  };
  let known: { readonly until: number; readonly parts: Promise<readonly PartHealth[]> } | undefined;
  const parts = (): Promise<readonly PartHealth[]> => {
    if (known === undefined || known.until < Date.now())
      known = {
        until: Date.now() + HEALTH_CACHE_MS,
        parts: Promise.all(Object.entries(checks).map(([name, check]) => checked(name, check))),
      };
    return known.parts;
  };
  return {
    parts,
    healthz: async (_request, response) => {
      const postgres = await checked('postgres', () => database.row('SELECT 1'));
      response.status(postgres.isHealthy ? 200 : 503).json(postgres);
    },
    readyz: async (_request, response) => {
      const all = await parts();
      response.status(all.every(({ isHealthy }) => isHealthy) ? 200 : 503).json({ parts: all });
    },
  };
}

async function checked(name: string, check: () => Promise<unknown>): Promise<PartHealth> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PART_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), timeUp]);
    return { name, isHealthy: true };
  } catch (error) {
    return {
      name,
      isHealthy: false,
      detail: error instanceof Error ? error.message : String(error),
    };
  } finally {
    clearTimeout(timer);
  }
}
