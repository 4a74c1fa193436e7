import { hash, verify } from '@node-rs/argon2';

/** Algorithm.Argon2id. The package declares it as a const enum, which no module of ours can read. */
const ARGON2ID = 2;

/** argon2id with 19 MiB and two passes, the floor that OWASP names; one lane, as a hash has one core here. */
const OPTIONS = {
  algorithm: ARGON2ID,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS);

/** A hash of no password anybody knows. Verified when the account is unknown, so that both answers take as long. */
let decoy: Promise<string> | undefined;

/** Whether `password` is the one behind `known`. An account that does not exist costs the same time as one that does. */
export async function isPassword(known: string | undefined, password: string): Promise<boolean> {
  if (known !== undefined) return await verify(known, password);
  decoy ??= hashPassword(crypto.randomUUID());
  await verify(await decoy, password);
  return false;
}
