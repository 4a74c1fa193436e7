/** An action's field → what its webhook is sent, and what is taken of its answer. */
import { EngineError } from '../base/error.ts';
import { isNumber, numberText } from '../base/json-number.ts';
import type { ActionOutput } from '../ir/action.ts';
import type { Shape, ShapeField } from '../ir/remote.ts';
import type { Join } from '../ir/select.ts';
import type { Action } from '../metadata/model.ts';
import { isCustomScalar } from '../schema/action.ts';
import { baseName, readType } from '../schema/custom-types.ts';
import type { FieldMeaning, TypeRef, Types } from '../schema/model.ts';
import { fieldsOf, type Input, isNull, listOf, paramOf, plainValueOf } from './input.ts';
import type { ActionInput, ActionResultField, Root } from './model.ts';
import { planJoin } from './select.ts';
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
  if (!isObject || isNull(input)) return leafValue(input.type.name, plainValueOf(input));
  return Object.fromEntries(
    fieldsOf(input).map((field) => [field.def.name, readValue(field.input)]),
  );
}

/** An ID may be written as a number, and is a text all the same. */
const leafValue = (type: string, value: unknown): unknown =>
  type === 'ID' && isNumber(value) ? numberText(value) : value;

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
  ...outputType(selection.def.type, planning.schema.types),
  shape: shapeOf(selection, planning),
});

/** What an action must answer with, whatever is asked of it. */
export function wholeOutput({ definition }: Action, types: Types): ActionOutput {
  const output = outputType(readType(definition.output_type), types);
  const isObject = types.get(baseName(output.type))?.kind === 'object';
  return { ...output, shape: isObject ? { kind: 'object', fields: [] } : null };
}

function outputType(type: TypeRef, types: Types): Omit<ActionOutput, 'shape'> {
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
function shapeOf(selection: Selection, planning: Planning): Shape<Join> | null {
  const inner = innerSelections(selection, planning);
  if (planning.schema.types.get(baseName(selection.def.type))?.kind !== 'object') return null;
  return { kind: 'object', fields: inner.map((each) => fieldOf(each, planning)) };
}

function fieldOf(selection: Selection, planning: Planning): ShapeField<Join> {
  const { alias, def, parent } = selection;
  switch (def.means.kind) {
    case 'typename':
      return { kind: 'typename', alias, name: parent };
    case 'join': {
      const { key, join } = planJoin(def.means.join, selection, asQuery(planning));
      const columns = key.flatMap(({ name, from }) =>
        from.kind === 'field' ? [{ name, key: from.name }] : [],
      );
      return { kind: 'join', alias, columns, join };
    }
    default:
      return { kind: 'value', alias, key: def.name, shape: shapeOf(selection, planning) };
  }
}

/** A subscription to an action's result is a query that is asked again, and may hold joins. */
const asQuery = (planning: Planning): Planning => ({
  ...planning,
  operation: { ...planning.operation, kind: 'query' },
});
