import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A CA that nobody knows, and a certificate of it for 127.0.0.1 and localhost. */
export interface Certificates {
  /** The CA's own certificate, in a folder with nothing else. */
  readonly caFile: string;
  readonly key: Buffer;
  readonly cert: Buffer;
  remove(): void;
}

export function makeCertificates(): Certificates {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nordkapp-tls-'));
  const at = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  mkdirSync(at('ca'));
  const ca = ['-keyout', at('ca.key'), '-out', at('ca/ca.crt')];
  openssl('req', '-x509', ...newKey, '-subj', '/CN=A CA of the house', '-days', '2', ...ca);
  openssl('req', ...newKey, '-subj', '/CN=hook', '-keyout', at('key'), '-out', at('request'));
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
  const signed = ['-in', at('request'), '-out', at('cert'), '-days', '2', '-extfile', at('names')];
  openssl(
    'x509',
    '-req',
    '-CA',
    at('ca/ca.crt'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    ...signed,
  );
  return {
    caFile: at('ca/ca.crt'),
    key: readFileSync(at('key')),
    cert: readFileSync(at('cert')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
