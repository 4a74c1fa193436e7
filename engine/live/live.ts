import type { EngineError } from '../base/error.ts';
import { type Bindings, type Bound, bind } from '../execute/bind.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Send } from './cohort.ts';
import type { LivePlan } from './live-plan.ts';
import { type LiveSource, Poller, type PollerRound } from './poller.ts';

export interface LiveOptions {
  /** Null where no source has that name any more. */
  readonly source: (name: string) => LiveSource | null;
  /** Undefined where changes of the source are not told: its live queries go by the clock. */
  readonly feed?: (source: string) => ChangeFeed | undefined;
  readonly refetchMs: { readonly live: number; readonly stream: number };
  readonly batchSize: { readonly live: number; readonly stream: number };
  /** What a client is told of an error; null where it is better asked again later. */
  readonly tell: (error: unknown, text: string) => EngineError | null;
  /** Told of every round of every poller. */
  readonly onRound?: ((round: PollerRound) => void) | undefined;
}

export interface Live {
  /** Sends answers until the returned function is called. Throws where a session variable is missing. */
  subscribe(plan: LivePlan, bindings: Bindings, send: Send): () => void;
  stats(): ReturnType<Poller['stats']>[];
}

export function openLive(options: LiveOptions): Live {
  const pollers = new Map<string, Poller>();

  function pollerOf(plan: LivePlan): Poller {
    const known = pollers.get(plan.key);
    if (known !== undefined) return known;
    const feed = options.feed?.(plan.source);
    const poller = new Poller({
      plan,
      source: () => options.source(plan.source),
      ...(feed === undefined ? {} : { feed }),
      intervalMs: options.refetchMs[plan.kind],
      batchSize: options.batchSize[plan.kind],
      tell: options.tell,
      onRound: options.onRound,
      onEmpty: () => pollers.delete(plan.key),
    });
    pollers.set(plan.key, poller);
    return poller;
  }

  return {
    subscribe(plan, bindings, send) {
      return pollerOf(plan).subscribe(textsOf(plan, bindings), send);
    },
    stats: () => [...pollers.values()].map((poller) => poller.stats()),
  };
}

/** What its row of the multiplexed query holds. Throws where a session variable is missing. */
export const textsOf = (plan: LivePlan, bindings: Bindings): Bound =>
  bind({ text: plan.text, params: plan.params, reads: plan.reads }, withCursor(plan, bindings));

/** A stream begins at the values that its operation gives. */
function withCursor(plan: LivePlan, bindings: Bindings): Bindings {
  if (plan.kind === 'live') return bindings;
  const params = plan.cursor.flatMap(({ initial }) => (initial === null ? [] : [initial]));
  const texts = bind({ text: '', params, reads: [] }, bindings);
  const columns = plan.cursor.filter(({ initial }) => initial !== null);
  return {
    ...bindings,
    cursor: new Map(columns.map(({ column }, i) => [column, texts[i] ?? null])),
  };
}
