import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackingService, Site } from './chain.ts';
import { isAnswering } from './ports.ts';
import type { Command } from './process.ts';
import { locateOnPath } from './program.ts';

export interface MailAddress {
  readonly smtp: string;
  readonly page?: string;
}

const CATCHER = fileURLToPath(new URL('./mail-catcher.ts', import.meta.url));

/** A mail server that keeps what it is given and sends nothing on. */
export const mail: BackingService<MailAddress> = {
  name: 'mail',
  without: 'mails wait in the notification table',
  stopSignal: 'SIGTERM',
  ports: ['smtp', 'mailPage'],
  given: ({ SMTP_URL: smtp }) => (smtp ? { variable: 'SMTP_URL', address: { smtp } } : undefined),
  address: ({ ports }) => ({
    smtp: `smtp://127.0.0.1:${ports.smtp}`,
    page: `http://127.0.0.1:${ports.mailPage}`,
  }),
  ways: () => [
    { name: 'mailpit on PATH', locate: locateOnPath('mailpit'), command: mailpit },
    { name: 'npm smtp-server', locate: async () => ({ file: process.execPath }), command: catcher },
  ],
  answers: async ({ smtp, page }) =>
    (await isAnswering(Number(new URL(smtp).port))) &&
    (page === undefined || (await isAnswering(Number(new URL(page).port)))),
};

const mailpit = (file: string, address: MailAddress, site: Site): Command => ({
  file,
  args: [
    '--smtp',
    new URL(address.smtp).host,
    '--listen',
    new URL(address.page ?? '').host,
    '--database',
    path.join(folderOf(site), 'mailpit.db'),
  ],
  ...surroundings(site),
});

const catcher = (file: string, address: MailAddress, site: Site): Command => ({
  file,
  args: [
    '--import',
    'tsx',
    CATCHER,
    new URL(address.smtp).port,
    new URL(address.page ?? '').port,
    path.join(folderOf(site), 'messages'),
  ],
  ...surroundings(site),
});

const surroundings = (site: Site) => ({
  cwd: path.dirname(CATCHER), // where `tsx` is found
  env: { PATH: site.env['PATH'] ?? '', HOME: site.env['HOME'] ?? site.dataDir },
  logFile: path.join(site.dataDir, 'logs', 'mail.log'),
});

function folderOf({ dataDir }: Site): string {
  const folder = path.join(dataDir, 'mail');
  mkdirSync(folder, { recursive: true });
  return folder;
}
