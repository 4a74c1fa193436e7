/**
 * Plans by role, text and shape of the variables. A role's schema is replaced whole when rules change, and its plans go
 * with it, so that nothing here can outlive the permissions that it was planned with.
 */
import type { FragmentDefinitionNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type PreparedRoot, prepareRoot } from '../execute/prepare.ts';
import { type LivePlan, prepareLive } from '../live/live-plan.ts';
import { type Check, verify } from '../plan/check.ts';
import { usedVariables } from '../plan/document.ts';
import type { Root } from '../plan/model.ts';
import { planOperation } from '../plan/plan.ts';
import { type Marks, mergeMarks, noMarks, shape, type Variables } from '../plan/shape.ts';
import { completeVariables, type Declarations, declarationsOf } from '../plan/variables.ts';
import type { RoleSchema } from '../schema/model.ts';
import { type GraphqlRequest, parseOperation } from './parse.ts';

export interface PreparedOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly roots: readonly PreparedRoot[];
  /** Of a subscription: what live/ runs again and again. */
  readonly live: LivePlan | null;
  /** Tested against the variables before each run: what the planner left unread. */
  readonly checks: readonly Check[];
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

export interface Prepared {
  readonly operation: PreparedOperation;
  /** With the defaults of those that the request left out. */
  readonly variables: Variables;
}

/** Texts kept per role, and the characters of all of them together: a plan takes some 30 bytes for each. */
const TEXTS_MAX = 2_000;
const CHARACTERS_MAX = 2 * 1024 * 1024;
/** Characters kept over all roles, however many there are: some 250 MB of plans. */
export const ALL_CHARACTERS_MAX = 8 * 1024 * 1024;
/** Shapes of variables kept per text; a client that varies them more is planned anew. */
const SHAPES_MAX = 64;

interface Entry {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly declarations: Declarations;
  /** Names of the variables that the operation makes use of. */
  readonly used: ReadonlySet<string>;
  /** All that any plan of this text looked at; grows only. */
  readonly marks: Marks;
  readonly plans: LRUCache<string, PreparedOperation>;
}

/** Since the engine started, over all roles; for `/dev/plan_cache`. */
export const planCounts = { planned: 0, reused: 0 };

type Texts = LRUCache<string, Entry>;
const caches = new WeakMap<RoleSchema, Texts>();
/** The same, to be counted; weak, so that plans still go with their schema. */
const counted = new Set<WeakRef<Texts>>();

function textsOf(schema: RoleSchema): Texts {
  let texts = caches.get(schema);
  if (texts === undefined) {
    texts = new LRUCache({
      max: TEXTS_MAX,
      maxSize: CHARACTERS_MAX,
      sizeCalculation: (_, text) => text.length + 1,
    });
    caches.set(schema, texts);
    counted.add(new WeakRef(texts));
  }
  return texts;
}

function allTexts(): readonly Texts[] {
  const all: Texts[] = [];
  for (const ref of counted) {
    const texts = ref.deref();
    if (texts === undefined) counted.delete(ref);
    else all.push(texts);
  }
  return all;
}

const charactersOf = (all: readonly Texts[]): number =>
  all.reduce((sum, { calculatedSize }) => sum + calculatedSize, 0);
export const keptCharacters = (): number => charactersOf(allTexts());

/** The role that keeps most gives up what it has not asked for longest, so that many texts of one cost the others none. */
function makeRoom(): void {
  const all = allTexts();
  while (charactersOf(all) > ALL_CHARACTERS_MAX)
    all.reduce((a, b) => (b.calculatedSize > a.calculatedSize ? b : a)).pop();
}

export function prepare(request: GraphqlRequest, schema: RoleSchema): Prepared {
  const entry = entryOf(request, textsOf(schema));
  const { declarations, used } = entry;
  const variables = completeVariables(declarations, used, request.variables, schema.features);
  const known = entry.plans.get(shape(entry.marks, variables));
  if (known) {
    planCounts.reused += 1;
    verify(known.checks, variables, schema.types);
    return { operation: known, variables };
  }
  planCounts.planned += 1;
  const plan = planOperation({ ...entry, variables }, schema);
  // Plans made while less was looked at could be found under a shape that now means less than it should.
  if (mergeMarks(entry.marks, plan.marks)) entry.plans.clear();
  const operation: PreparedOperation = {
    kind: plan.kind,
    roots: plan.roots.map(prepareRoot),
    live:
      plan.kind === 'subscription' && !asksForActions(plan.roots) ? prepareLive(plan.roots) : null,
    checks: plan.checks,
    definition: entry.definition,
    fragments: entry.fragments,
  };
  entry.plans.set(shape(entry.marks, variables), operation);
  return { operation, variables };
}

/** Results of actions lie in the database of metadata, where no multiplexed query reads: see poll-operation.ts. */
const asksForActions = (roots: readonly Root[]): boolean =>
  roots.some(({ kind }) => kind === 'action-result');

function entryOf(request: GraphqlRequest, texts: Texts): Entry {
  const key =
    request.operationName === null ? request.query : `${request.operationName}\0${request.query}`;
  const found = texts.get(key);
  if (found) return found;
  const { definition, fragments } = parseOperation(request);
  const entry: Entry = {
    definition,
    fragments,
    declarations: declarationsOf(definition),
    used: usedVariables(definition, fragments),
    marks: noMarks(),
    plans: new LRUCache({ max: SHAPES_MAX }),
  };
  texts.set(key, entry);
  makeRoom();
  return entry;
}
