/** Operation → Plan. Every name is resolved here, every permission decided; nothing below looks one up. */
import type { FragmentDefinitionNode, OperationDefinitionNode } from 'graphql';
import { EngineError, unreachable } from '../base/error.ts';
import type { MutationField, MutationOutput } from '../ir/mutation.ts';
import type { From, QueryRoot } from '../ir/select.ts';
import type { FieldMeaning, ObjectType, RoleSchema, RoleTable } from '../schema/model.ts';
import { planAction } from './action.ts';
import { planAggregate } from './aggregate.ts';
import { argument } from './argument.ts';
import type { Check } from './check.ts';
import { functionCall } from './computed-field.ts';
import { planConnection } from './connection.ts';
import { readDirectives } from './directive.ts';
import { planEntities, planService } from './federation.ts';
import { plainValueOf } from './input.ts';
import { planIntrospection } from './introspection.ts';
import type { Root } from './model.ts';
import { keyIs, planMutation, type WriteMeaning } from './mutation.ts';
import { fromNativeQuery } from './native-query.ts';
import { planNode } from './node.ts';
import { planRemoteRoot } from './remote/call.ts';
import { fromTable } from './rows.ts';
import { planJoin, planRowFields, planSelect } from './select.ts';
import {
  innerSelections,
  type Planning,
  type Selection,
  selectionsOf,
  within,
} from './selection.ts';
import { type Marks, noMarks, type Variables } from './shape.ts';
import { planStream } from './stream.ts';
import { planValidations } from './validation.ts';
import type { Declarations } from './variables.ts';

export interface Plan {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly roots: readonly Root[];
  /** What the planner looked at in the variables: the plan serves every request that agrees in it. */
  readonly marks: Marks;
  /** What it did not look at, to be checked before each run. */
  readonly checks: readonly Check[];
}

export interface PlanInput {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly declarations: Declarations;
  /** Complete: defaults filled in. */
  readonly variables: Variables;
}

export function planOperation(
  { definition, fragments, declarations, variables }: PlanInput,
  schema: RoleSchema,
): Plan {
  const request = {
    types: schema.types,
    features: schema.features,
    declarations,
    variables,
    marks: noMarks(),
    checks: [] as Check[],
  };
  const kind = definition.operation;
  const operation = { kind, name: definition.name?.value ?? null };
  const planning: Planning = { schema, operation, fragments, request, spent: { fields: 0 } };
  const directives = readDirectives(definition.directives ?? [], PLACE[kind], [], request);
  // Nothing is cached; what is asked for must still be sound.
  for (const args of directives.values()) for (const { input } of args) plainValueOf(input);
  const root = rootType(kind, schema);
  const selections = selectionsOf([definition.selectionSet], root, [], planning);
  const roots = selections.map((selection) => planRoot(selection, planning));
  return { kind, roots, marks: request.marks, checks: request.checks };
}

const PLACE = { query: 'QUERY', mutation: 'MUTATION', subscription: 'SUBSCRIPTION' } as const;

function rootType(kind: Plan['kind'], { query, mutation, subscription }: RoleSchema): ObjectType {
  switch (kind) {
    case 'query':
      return query;
    case 'mutation':
      if (mutation) return mutation;
      throw new EngineError('validation-failed', 'no mutations exist');
    case 'subscription':
      if (subscription) return subscription;
      throw new EngineError('validation-failed', 'no subscriptions exist');
    default:
      return unreachable(kind);
  }
}

function planRoot(selection: Selection, planning: Planning): Root {
  const { alias, def, parent } = selection;
  const { means } = def;
  const asked = (source: string, query: QueryRoot): Root => ({
    kind: 'query',
    alias,
    source,
    query,
  });
  switch (means.kind) {
    case 'typename':
      return { kind: 'typename', alias, name: parent };
    case 'constant':
      return { kind: 'static', alias, json: means.json };
    case 'introspection-schema':
    case 'introspection-type':
      return { kind: 'introspection', alias, print: planIntrospection(selection, planning) };
    case 'namespace':
      return {
        kind: 'namespace',
        alias,
        roots: innerSelections(selection, planning).map((inner) => planRoot(inner, planning)),
      };
    case 'select':
    case 'select-by-pk':
    case 'select-aggregate':
    case 'connection':
      return asked(means.table.source, tableRoot(means.kind, means.table, selection, planning));
    case 'federation-service':
      return planService(selection, planning);
    case 'federation-entities':
      return planEntities(means, selection, planning);
    case 'node':
      return planNode(means, selection, planning);
    case 'native-query': {
      const { source, table } = means.query;
      const from = fromNativeQuery(means.query, selection);
      return asked(source, { kind: 'many', select: planSelect(from, table, selection, planning) });
    }
    case 'function':
      return asked(means.function.source, functionRoot(means, selection, planning));
    case 'select-stream':
      return {
        kind: 'stream',
        alias,
        source: means.table.source,
        stream: planStream(means.table, selection, planning),
      };
    case 'action':
    case 'action-start':
    case 'action-result':
      return planAction(means, selection, planning);
    case 'remote-field':
      return {
        kind: 'remote',
        alias,
        call: planRemoteRoot(means, selection, planning, planJoin),
      };
    case 'remote-namespace': {
      const below = within(planning, means.remote);
      const roots = innerSelections(selection, below).map((inner) => planRoot(inner, below));
      return { kind: 'namespace', alias, roots };
    }
    case 'insert':
    case 'insert-one':
    case 'update':
    case 'update-by-pk':
    case 'update-many':
    case 'delete':
    case 'delete-by-pk':
      return planWrite(means, selection, planning);
    default:
      throw new EngineError('not-supported', `"${def.name}" is not supported`, selection.path);
  }
}

function tableRoot(
  kind: 'select' | 'select-by-pk' | 'select-aggregate' | 'connection',
  table: RoleTable,
  selection: Selection,
  planning: Planning,
): QueryRoot {
  const from = fromTable(table);
  switch (kind) {
    case 'select':
      return { kind: 'many', select: planSelect(from, table, selection, planning) };
    case 'select-by-pk': {
      const select = planSelect(from, table, selection, planning);
      const key = keyIs(selection.args);
      return {
        kind: 'one',
        select: { ...select, where: { kind: 'and', of: [select.where, key] } },
      };
    }
    case 'select-aggregate':
      return {
        kind: 'aggregate',
        select: planAggregate(from, table, selection, planning, planRowFields),
      };
    case 'connection':
      return {
        kind: 'connection',
        connection: planConnection(from, table, selection, planning, planRowFields),
      };
    default:
      return unreachable(kind);
  }
}

function functionRoot(
  { function: fn, shape }: Extract<FieldMeaning, { kind: 'function' }>,
  selection: Selection,
  planning: Planning,
): QueryRoot {
  const from: From = {
    kind: 'function',
    call: functionCall(fn, argument(selection.args, 'function-args')),
  };
  switch (shape) {
    case 'many':
      return { kind: 'many', select: planSelect(from, fn.table, selection, planning) };
    case 'one':
      return { kind: 'one', select: planSelect(from, fn.table, selection, planning) };
    case 'aggregate':
      return {
        kind: 'aggregate',
        select: planAggregate(from, fn.table, selection, planning, planRowFields),
      };
    case 'connection':
      return {
        kind: 'connection',
        connection: planConnection(from, fn.table, selection, planning, planRowFields),
      };
    default:
      return unreachable(shape);
  }
}

function planWrite(means: WriteMeaning, selection: Selection, planning: Planning): Root {
  const { alias, def, args } = selection;
  return {
    kind: 'mutation',
    alias,
    source: means.table.source,
    name: def.name,
    mutation: planMutation(
      means,
      args,
      mutationOutput(means.kind, means.table, selection, planning),
    ),
    validations: planValidations(means, args),
  };
}

function mutationOutput(
  kind: string,
  table: RoleTable,
  selection: Selection,
  planning: Planning,
): MutationOutput {
  const inner = innerSelections(selection, planning);
  const isRow = kind === 'insert-one' || kind === 'update-by-pk' || kind === 'delete-by-pk';
  if (isRow) return { kind: 'row', fields: planRowFields(inner, table, planning) };
  return { kind: 'response', fields: inner.map((field) => responseField(field, table, planning)) };
}

function responseField(selection: Selection, table: RoleTable, planning: Planning): MutationField {
  const { alias, def, parent } = selection;
  switch (def.means.kind) {
    case 'typename':
      return { kind: 'typename', alias, name: parent };
    case 'affected-rows':
      return { kind: 'affected-rows', alias };
    case 'returning':
      return {
        kind: 'returning',
        alias,
        fields: planRowFields(innerSelections(selection, planning), table, planning),
      };
    default:
      throw new EngineError(
        'unexpected',
        `"${def.name}" is no field of a mutation's response`,
        selection.path,
      );
  }
}
