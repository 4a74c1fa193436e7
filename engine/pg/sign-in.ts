import { createHash } from 'node:crypto';
import type { Outbox } from './outbox.ts';
import { type ScramClient, startScram } from './scram.ts';
import type { Address } from './url.ts';

/** Answers what Postgres asks before it lets somebody in. */
export class SignIn {
  readonly #address: Address;
  readonly #outbox: Outbox;
  #scram: ScramClient | null = null;

  constructor(address: Address, outbox: Outbox) {
    this.#address = address;
    this.#outbox = outbox;
  }

  /** `body` is that of an Authentication message: the method's number, then what belongs to it. */
  respond(body: Buffer): void {
    const rest = body.subarray(4);
    switch (body.readInt32BE(0)) {
      case 0: // Ok
        return;
      case 3:
        this.#outbox.password(this.#password());
        return;
      case 5:
        this.#outbox.password(this.#md5(rest));
        return;
      case 10:
        this.#startScram(rest.toString('utf8').split('\0'));
        return;
      case 11:
        this.#outbox.saslAnswer(this.#scram?.answer(rest.toString('utf8')) ?? '');
        return;
      case 12:
        this.#scram?.verify(rest.toString('utf8'));
        return;
      default:
        throw new Error('the server asks for an authentication method that is not supported');
    }
  }

  #password(): string {
    const { password, user } = this.#address;
    if (password === null)
      throw new Error(`password authentication failed for user "${user}": no password supplied`);
    return password;
  }

  #md5(salt: Buffer): string {
    const inner = md5(Buffer.from(this.#password() + this.#address.user));
    return `md5${md5(Buffer.concat([Buffer.from(inner), salt]))}`;
  }

  #startScram(methods: readonly string[]): void {
    if (!methods.includes('SCRAM-SHA-256'))
      throw new Error('the server offers no authentication method that is known here');
    this.#scram = startScram(this.#password());
    this.#outbox.saslInitial('SCRAM-SHA-256', this.#scram.first);
  }
}

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
