/** `scripts/setup`: finds, fetches or builds the program of every backing service, so that no start waits for it. */
import os from 'node:os';
import path from 'node:path';
import { portsFrom } from './platform/ports.ts';
import { ROOT } from './platform/programs.ts';
import { openSite } from './platform/site.ts';
import type { BackingService, Site } from './services/chain.ts';
import { mail } from './services/mail.ts';
import { postgres } from './services/postgres.ts';
import { s3 } from './services/s3.ts';
import { temporal } from './services/temporal.ts';

const site = openSite(path.join(ROOT, '.data'), portsFrom(1), process.env, (line) =>
  console.log(line),
);
console.log(`setting up on ${os.type()} ${os.arch()} with Node ${process.versions.node}`);
await prepare(postgres(), site);
await prepare(mail, site);
await prepare(temporal, site);
await prepare(s3, site);

async function prepare<Address>(service: BackingService<Address>, at: Site): Promise<void> {
  const given = service.given(at.env, at);
  if (given !== undefined) return console.log(`${service.name}: ${given.variable}`);
  const missing: string[] = [];
  for (const way of service.ways(at)) {
    const located = await way.locate(at);
    if ('file' in located) return console.log(`${service.name}: ${way.name}`);
    missing.push(located.missing);
  }
  console.log(`${service.name}: degraded (${service.without}): ${missing.join('; ')}`);
}
