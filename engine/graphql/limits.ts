/** `api_limits` of metadata: how deep, how large and how often a role may ask. The administrator is not limited. */
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { EngineError } from '../base/error.ts';
import type { ApiLimits } from '../metadata/model.ts';
import type { Session } from '../session/model.ts';
import type { Operation } from './parse.ts';

type LimitName = Exclude<keyof ApiLimits, 'disabled'>;
type LimitOf<Name extends LimitName> = NonNullable<ApiLimits[Name]>['global'];

/** A role's own limit, or everybody's. */
export function limitFor<Name extends LimitName>(
  limits: ApiLimits,
  name: Name,
  { role }: Session,
): LimitOf<Name> | null {
  const limit = limits[name];
  if (limits.disabled || limit === undefined || role === 'admin') return null;
  const perRole: Readonly<Record<string, unknown>> = limit.per_role;
  return ((Object.hasOwn(perRole, role) ? perRole[role] : limit.global) ??
    null) as LimitOf<Name> | null;
}

const exceeded = (message: string, status = 200): EngineError =>
  new EngineError('api-limit-exceeded', message, [], status);

/** Depth and number of fields of an operation, fragments spread. */
export function checkSize(operation: Operation, session: Session, limits: ApiLimits): void {
  const depthMax = limitFor(limits, 'depth_limit', session);
  const nodesMax = limitFor(limits, 'node_limit', session);
  if (depthMax === null && nodesMax === null) return;
  const { depth, nodes } = sizeOf(operation);
  if (depthMax !== null && depth > depthMax)
    throw exceeded(`the depth of the query is ${depth}, which exceeds the limit of ${depthMax}`);
  if (nodesMax !== null && nodes > nodesMax)
    throw exceeded(`the query selects ${nodes} nodes, which exceeds the limit of ${nodesMax}`);
}

interface Size {
  readonly depth: number;
  readonly nodes: number;
}
const sizes = new WeakMap<OperationDefinitionNode, Size>();

function sizeOf({ definition, fragments }: Operation): Size {
  let size = sizes.get(definition);
  if (size === undefined) {
    size = measure(definition.selectionSet, fragments, []);
    sizes.set(definition, size);
  }
  return size;
}

/** Hasura's nodes are fields with a selection set of their own. */
function measure(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  spread: readonly string[],
): Size {
  let depth = 0;
  let nodes = 0;
  for (const node of set.selections) {
    const inner = innerOf();
    depth = Math.max(depth, inner.depth);
    nodes += inner.nodes;

    function innerOf(): Size {
      if (node.kind === Kind.INLINE_FRAGMENT) return measure(node.selectionSet, fragments, spread);
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const name = node.name.value;
        const fragment = fragments.get(name);
        // A ring or a missing fragment is refused by the planner, with a better text.
        if (!fragment || spread.includes(name)) return { depth: 0, nodes: 0 };
        return measure(fragment.selectionSet, fragments, [...spread, name]);
      }
      // Introspection reads no row, and every tool asks for it 13 levels deep: a role may see what it may ask.
      const isIntrospection = node.name.value === '__schema' || node.name.value === '__type';
      if (!node.selectionSet || isIntrospection) return { depth: 1, nodes: 0 };
      const below = measure(node.selectionSet, fragments, spread);
      return { depth: below.depth + 1, nodes: below.nodes + 1 };
    }
  }
  return { depth, nodes };
}

/** Callers remembered at once; the one who was not seen for longest is forgotten first. */
const CALLERS_MAX = 100_000;
const WINDOW_MS = 60_000;

interface Window {
  readonly startedAtMs: number;
  count: number;
}
const windows = new LRUCache<string, Window>({ max: CALLERS_MAX });

/** Requests a minute of one caller: a role, told apart by address or session variables where metadata says so. Per instance. */
export function checkRate(
  session: Session,
  ip: string | null,
  limits: ApiLimits,
  nowMs = Date.now(),
): void {
  const limit = limitFor(limits, 'rate_limit', session);
  if (limit === null) return;
  const { unique_params: by, max_reqs_per_min: max } = limit;
  const who =
    by === undefined
      ? []
      : by === 'IP'
        ? [ip]
        : by.map((name) => session.variables.get(name.toLowerCase()) ?? null);
  const key = JSON.stringify([session.role, ...who]);
  const found = windows.get(key);
  const window =
    found && nowMs - found.startedAtMs < WINDOW_MS ? found : { startedAtMs: nowMs, count: 0 };
  if (window !== found) windows.set(key, window);
  window.count += 1;
  if (window.count > max)
    throw exceeded(`the rate limit of ${max} requests per minute is exceeded`, 429);
}

export function checkBatch(size: number, session: Session, limits: ApiLimits): void {
  const max = limitFor(limits, 'batch_limit', session);
  if (max !== null && size > max)
    throw exceeded(`the batch holds ${size} operations, which exceeds the limit of ${max}`);
}

/** Seconds that an operation may take; null: as long as it needs. */
export const timeLimitSeconds = (session: Session, limits: ApiLimits): number | null =>
  limitFor(limits, 'time_limit', session);
