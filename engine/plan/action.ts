/** An action's field → what its webhook is sent, and what is taken of its answer. */
import { EngineError } from '../base/error.ts';
import {
  type ActionField,
  type ActionJoin,
  type ActionKey,
  type ActionOutput,
  type ActionSelection,
  RECORDS,
} from '../ir/action.ts';
import { TRUE } from '../ir/bool-exp.ts';
import { NO_LIMIT } from '../ir/select.ts';
import type { Action } from '../metadata/model.ts';
import { isCustomScalar } from '../schema/action.ts';
import { baseName, readType } from '../schema/custom-types.ts';
import type { FieldMeaning, RoleRelationship, TypeRef, Types } from '../schema/model.ts';
import { fieldsOf, type Input, isNull, listOf, paramOf, plainValueOf } from './input.ts';
import type { ActionInput, ActionResultField, Root } from './model.ts';
import { planRowFields } from './select.ts';
import { innerSelections, type Planning, type Selection } from './selection.ts';
import { noMarks, type Variables } from './shape.ts';

type ActionMeaning = Extract<FieldMeaning, { kind: 'action' | 'action-start' | 'action-result' }>;

export function planAction(
  { kind, action }: ActionMeaning,
  selection: Selection,
  planning: Planning,
): Root {
  const { alias } = selection;
  switch (kind) {
    case 'action':
      return {
        kind,
        alias,
        action,
        input: inputOf(selection),
        output: outputOf(selection, planning),
      };
    case 'action-start':
      innerSelections(selection, planning); // refuses a selection set
      return { kind, alias, action, input: inputOf(selection) };
    case 'action-result': {
      const id = selection.args.find(({ def }) => def.name === 'id');
      if (!id) throw new EngineError('unexpected', 'an action without an id', selection.path);
      const fields = innerSelections(selection, planning).map((inner) =>
        resultField(inner, planning),
      );
      return { kind, alias, action, id: paramOf(id.input, 'scalar'), fields };
    }
  }
}

/** The plan is kept for other requests, and must not keep this one's variables alive. */
const inputOf = ({ args }: Selection): ActionInput => ({
  args: args.map(({ def, input }) => ({
    def,
    input: { ...input, request: { ...input.request, variables: {} } },
  })),
});

/** The arguments as JSON. Throws where they are not what their types say. */
export function readInput({ args }: ActionInput, variables: Variables): Record<string, unknown> {
  return Object.fromEntries(
    args.map(({ def, input }) => {
      const request = { ...input.request, variables, marks: noMarks(), checks: [] };
      return [def.name, readValue({ ...input, request })];
    }),
  );
}

function readValue(input: Input): unknown {
  if (input.type.kind === 'list')
    return isNull(input) && input.type.isNullable ? null : listOf(input).map(readValue);
  const isObject = input.request.types.get(input.type.name)?.kind === 'input';
  // A null that is not allowed is refused by plainValueOf.
  if (!isObject || isNull(input)) return plainValueOf(input);
  return Object.fromEntries(
    fieldsOf(input).map((field) => [field.def.name, readValue(field.input)]),
  );
}

function resultField(selection: Selection, planning: Planning): ActionResultField {
  const { alias, def, parent } = selection;
  if (def.means.kind === 'typename') return { kind: 'typename', alias, name: parent };
  if (def.means.kind !== 'action-result-field')
    throw new EngineError('unexpected', `"${def.name}" is no field of a result`, selection.path);
  const { name } = def.means;
  if (name === 'output') return { kind: 'output', alias, output: outputOf(selection, planning) };
  innerSelections(selection, planning); // refuses a selection set
  return { kind: name, alias };
}

const outputOf = (selection: Selection, planning: Planning): ActionOutput => ({
  ...outputShape(selection.def.type, planning.schema.types),
  selection: selectionOf(selection, planning),
});

/** What an action must answer with, whatever is asked of it. */
export function wholeOutput({ definition }: Action, types: Types): ActionOutput {
  const shape = outputShape(readType(definition.output_type), types);
  const isObject = types.get(baseName(shape.type))?.kind === 'object';
  return { ...shape, selection: isObject ? { fields: [], joins: [] } : null };
}

function outputShape(type: TypeRef, types: Types): Omit<ActionOutput, 'selection'> {
  const found = types.get(baseName(type));
  const fields = found?.kind === 'object' ? [...found.fields.values()] : [];
  return {
    type,
    required: fields
      .filter((field) => field.means.kind === 'action-field' && !field.type.isNullable)
      .map(({ name }) => name),
    isOpaque: isCustomScalar(type, found),
  };
}

/** Null for a leaf. */
function selectionOf(selection: Selection, planning: Planning): ActionSelection | null {
  const inner = innerSelections(selection, planning);
  if (planning.schema.types.get(baseName(selection.def.type))?.kind !== 'object') return null;
  const sources = [
    ...new Set(inner.flatMap((each) => relationshipOf(each)?.target().source ?? [])),
  ];
  return {
    fields: inner.map((each) => fieldOf(each, sources, planning)),
    joins: sources.map((source) => joinOf(source, inner, planning)),
  };
}

function fieldOf(
  selection: Selection,
  sources: readonly string[],
  planning: Planning,
): ActionField {
  const { alias, def, parent } = selection;
  if (def.means.kind === 'typename') return { kind: 'typename', alias, name: parent };
  const relationship = relationshipOf(selection);
  if (relationship)
    return { kind: 'joined', alias, join: sources.indexOf(relationship.target().source) };
  return { kind: 'value', alias, name: def.name, selection: selectionOf(selection, planning) };
}

function relationshipOf({ def: { means } }: Selection): RoleRelationship | null {
  switch (means.kind) {
    case 'object':
    case 'array':
    case 'array-aggregate':
    case 'array-connection':
      return means.relationship;
    default:
      return null;
  }
}

/** All relationships into one source, of all objects at one place: a select over records made of their keys. */
function joinOf(source: string, selections: readonly Selection[], planning: Planning): ActionJoin {
  const keys: ActionKey[] = [];
  const fields = selections.flatMap((selection) => {
    const relationship = relationshipOf(selection);
    if (relationship?.target().source !== source) return [];
    const target = relationship.target();
    const on = new Map(
      [...relationship.on].map(([field, theirs]) => [addKey(field, theirs, target), theirs]),
    );
    const { def } = selection;
    const means = { ...def.means, relationship: { ...relationship, on } } as FieldMeaning;
    return planRowFields([{ ...selection, def: { ...def, means } }], target, planning);
  });
  function addKey(
    field: string,
    theirs: string,
    { table }: ReturnType<RoleRelationship['target']>,
  ) {
    const type = table.columns.get(theirs)?.type.sqlName;
    if (type === undefined) throw new EngineError('unexpected', `no column "${theirs}"`);
    // A column of its own for each: one field may be compared as a number here and as a text there.
    const column = `key${keys.length}`;
    keys.push({ column, field, type });
    return column;
  }
  const columns = keys.map(({ column, type }) => ({ name: column, type }));
  return {
    source,
    keys,
    select: {
      from: { kind: 'records', local: RECORDS, columns },
      where: TRUE,
      orderBy: [],
      distinctOn: [],
      limit: NO_LIMIT,
      offset: null,
      fields,
    },
  };
}
