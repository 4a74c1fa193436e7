/** What an operation asks for, fragments spread, before any schema is looked at: the variables that it uses. */
import {
  type ArgumentNode,
  type DirectiveNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { EngineError, type JsonPath } from '../base/error.ts';
import { englishList } from '../base/text.ts';
import { variablesIn } from './variables.ts';

/**
 * Names of the variables that stand somewhere in the operation or in what it spreads. Throws where a fragment is missing
 * or spreads itself, so that whoever walks the document afterwards need not look.
 */
export function usedVariables(
  { directives = [], selectionSet }: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): ReadonlySet<string> {
  const walk: Walk = { fragments, seen: new Set(), used: new Set() };
  useDirectives(directives, walk);
  useSelections(selectionSet, [], [], walk);
  return walk.used;
}

/** A document nests deeper than any person writes: refused before the stack is. */
const DEPTH_MAX = 200;
/** A path takes two steps a level. */
export function refuseDepth(path: JsonPath): void {
  if (path.length > DEPTH_MAX * 2)
    throw new EngineError('validation-failed', 'the query is nested too deeply', path);
}

interface Walk {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Fragments that were walked to their end: a fragment is looked at once, however often it is spread. */
  readonly seen: Set<string>;
  readonly used: Set<string>;
}

function useSelections(
  { selections }: SelectionSetNode,
  path: JsonPath,
  spread: readonly string[],
  walk: Walk,
): void {
  refuseDepth(path);
  const inside = [...path, 'selectionSet'];
  for (const node of selections) {
    useDirectives(node.directives ?? [], walk);
    useSelection(node, inside, spread, walk);
  }
}

function useSelection(
  node: SelectionNode,
  inside: JsonPath,
  spread: readonly string[],
  walk: Walk,
): void {
  switch (node.kind) {
    case Kind.FIELD:
      useArguments(node.arguments ?? [], walk);
      if (node.selectionSet)
        useSelections(node.selectionSet, [...inside, node.name.value], spread, walk);
      return;
    case Kind.INLINE_FRAGMENT:
      useSelections(node.selectionSet, inside.slice(0, -1), spread, walk);
      return;
    case Kind.FRAGMENT_SPREAD:
      useFragment(node.name.value, inside, spread, walk);
  }
}

function useFragment(name: string, path: JsonPath, spread: readonly string[], walk: Walk): void {
  if (walk.seen.has(name)) return;
  if (spread.includes(name)) {
    const cycle = spread.slice(spread.indexOf(name));
    throw new EngineError(
      'validation-failed',
      `the fragment definition(s) ${englishList(cycle, 'and')} form a cycle`,
      path,
    );
  }
  const fragment = walk.fragments.get(name);
  if (fragment === undefined)
    throw new EngineError(
      'validation-failed',
      `reference to undefined fragment ${JSON.stringify(name)}`,
      path,
    );
  useSelections(fragment.selectionSet, [...path, name], [...spread, name], walk);
  walk.seen.add(name);
}

function useDirectives(directives: readonly DirectiveNode[], walk: Walk): void {
  for (const directive of directives) useArguments(directive.arguments ?? [], walk);
}

function useArguments(args: readonly ArgumentNode[], { used }: Walk): void {
  for (const { value } of args) for (const name of variablesIn(value)) used.add(name);
}
