/**
 * Whose certificates are trusted. Node knows the roots that it was built with and NODE_EXTRA_CA_CERTS; the original, as
 * most programs, trusts whom the system trusts, and that is where a company puts a CA of its own.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { Environment } from './url-template.ts';

/** Where systems keep their roots as one file: Debian and Alpine, Fedora, openSUSE, older Fedora, BSD. The first counts. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
const CERTIFICATE_FILE = /\.(pem|crt|cer|0)$/;

/** Some 300 certificates, read at the first connection that wants them: 40 ms and 2 MB that a plain set-up never pays. */
const contexts = new WeakMap<Environment, SecureContext>();

/** Throws where the environment names a file that cannot be read. */
export function trustedContext(env: Environment): SecureContext {
  const known = contexts.get(env);
  if (known) return known;
  const context = createSecureContext({ ca: [...trustedRoots(env)] });
  contexts.set(env, context);
  return context;
}

/** SSL_CERT_FILE is OpenSSL's name for it, SYSTEM_CERTIFICATE_PATH the original's: either stands in the place of the system's. */
export function trustedRoots(env: Environment): readonly string[] {
  const system =
    env['SSL_CERT_FILE'] || env['SYSTEM_CERTIFICATE_PATH'] || BUNDLES.find((it) => existsSync(it));
  const files = [env['NODE_EXTRA_CA_CERTS'], system].filter((it) => it !== undefined && it !== '');
  return [...rootCertificates, ...files.flatMap((file) => readRoots(file as string))];
}

/** A file may hold many; a folder holds such files. */
function readRoots(place: string): readonly string[] {
  if (!statSync(place).isDirectory()) return [readFileSync(place, 'utf8')];
  return readdirSync(place)
    .filter((name) => CERTIFICATE_FILE.test(name))
    .map((name) => readFileSync(path.join(place, name), 'utf8'));
}
