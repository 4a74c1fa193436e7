import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

/** SCRAM-SHA-256 as of RFC 7677, without channel binding: two messages of ours, two of the server. */

const hmac = (key: Buffer, text: string | Buffer): Buffer =>
  createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

export interface ScramClient {
  readonly first: string;
  /** Answers the server's challenge. */
  answer(challenge: string): string;
  /** Throws unless the server proved that it knows the password too. */
  verify(outcome: string): void;
}

/** More rounds than this would let a hostile server keep the process busy. Postgres's default is 4096. */
const ITERATIONS_MAX = 10_000_000;

export function startScram(
  password: string,
  nonce = randomBytes(18).toString('base64'),
): ScramClient {
  const bare = `n=,r=${nonce}`; // Postgres takes the user's name of the start-up packet instead
  let signature: Buffer | undefined;
  return {
    first: `n,,${bare}`,
    answer(challenge) {
      const fields = attributes(challenge);
      const serverNonce = fields.get('r') ?? '';
      const salt = fields.get('s') ?? '';
      const iterations = Number(fields.get('i'));
      if (!serverNonce.startsWith(nonce) || serverNonce.length === nonce.length)
        throw new Error('SCRAM: the nonce of the server does not continue ours');
      if (!(iterations >= 1 && iterations <= ITERATIONS_MAX))
        throw new Error('SCRAM: the server asks for an unusable number of iterations');
      const salted = pbkdf2Sync(
        password.normalize('NFKC'),
        Buffer.from(salt, 'base64'),
        iterations,
        32,
        'sha256',
      );
      const withoutProof = `c=biws,r=${serverNonce}`;
      const whole = `${bare},${challenge},${withoutProof}`;
      const clientKey = hmac(salted, 'Client Key');
      const proof = hmac(sha256(clientKey), whole);
      for (let i = 0; i < proof.length; i++) proof[i] = (proof[i] ?? 0) ^ (clientKey[i] ?? 0);
      signature = hmac(hmac(salted, 'Server Key'), whole);
      return `${withoutProof},p=${proof.toString('base64')}`;
    },
    verify(outcome) {
      const given = Buffer.from(attributes(outcome).get('v') ?? '', 'base64');
      if (
        signature === undefined ||
        given.length !== signature.length ||
        !timingSafeEqual(given, signature)
      )
        throw new Error('SCRAM: the signature of the server is wrong');
    },
  };
}

const attributes = (text: string): Map<string, string> =>
  new Map(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
