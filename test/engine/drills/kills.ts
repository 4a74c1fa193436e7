import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../support/engine.ts';
import type { Delivery } from './moody-receiver.ts';

/** Killing instances while they deliver, and telling which repeated deliveries the kills account for. */

/** What an instance held when it was killed. */
interface Kill {
  readonly instance: string;
  /** It begins nothing after the first; what it sent before may arrive until the second, and the other start meanwhile. */
  readonly frozenAt: number;
  readonly goneAt: number;
  readonly inFlight: ReadonlySet<string>;
}

/**
 * The instance stands still while its locks are read, so that it can neither write an outcome nor begin a delivery that
 * is not seen here: what is locked then, by whichever instance, was in flight when this one was killed.
 */
async function kill(
  instance: string,
  victim: Engine,
  locked: () => Promise<readonly string[]>,
): Promise<Kill> {
  victim.freeze();
  const frozenAt = Date.now();
  const inFlight = new Set(await locked());
  await victim.kill();
  return { instance, frozenAt, goneAt: Date.now(), inFlight };
}

/** Every second one of those that live is killed and started again, until `until` has ended. */
export async function killAtRandom(
  engines: ReadonlyMap<string, Engine>,
  until: Promise<unknown>,
  locked: () => Promise<readonly string[]>,
): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  let isOver = false;
  until.finally(() => {
    isOver = true;
  });
  const restarts: Promise<void>[] = [];
  const down = new Set<Engine>();
  while (!isOver) {
    await sleep(1000);
    const [instance, victim] = [...engines][Math.floor(Math.random() * engines.size)] ?? [];
    if (!instance || !victim || down.has(victim)) continue;
    down.add(victim);
    kills.push(await kill(instance, victim, locked));
    restarts.push(victim.restart().finally(() => down.delete(victim)));
  }
  await Promise.all(restarts);
  return kills;
}

/** Deliveries of what had been delivered, and which of them no kill accounts for. */
export function repeats(deliveries: readonly Delivery[], kills: readonly Kill[]) {
  const again: Delivery[] = [];
  const unexplained: Delivery[] = [];
  const byName = new Map<string, Delivery[]>();
  for (const one of deliveries) byName.set(one.of, [...(byName.get(one.of) ?? []), one]);
  for (const all of byName.values())
    for (const later of all) {
      const before = all.filter(
        ({ succeededAt }) => succeededAt !== null && succeededAt < later.startedAt,
      );
      if (before.length > 0) again.push(later);
      if (!before.every((success) => wasInFlight(success, later, kills))) unexplained.push(later);
    }
  return { again, unexplained };
}

/** Whether who had succeeded was killed before it could write so. */
const wasInFlight = (success: Delivery, later: Delivery, kills: readonly Kill[]): boolean =>
  kills.some(
    ({ instance, frozenAt, goneAt, inFlight }) =>
      instance === success.instance &&
      inFlight.has(success.of) &&
      success.startedAt <= goneAt &&
      frozenAt <= later.startedAt,
  );
