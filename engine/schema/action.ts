/** Actions → root fields of a role, and the custom types behind them. */
import type { CustomObject, CustomTypes } from '../metadata/model.ts';
import { baseName, GRAPHQL_SCALARS, readType } from './custom-types.ts';
import type { InheritedRoles } from './inherited-role.ts';
import { joinedRows } from './join/fields.ts';
import type { FieldDef, InputObjectType, NamedType, TypeRef } from './model.ts';
import { enumOf, field, inputField, inputObject, object } from './registry.ts';
import { mayRun, type TrackedAction, type TrackedActions } from './track-actions.ts';
import { nonNull } from './type-ref.ts';
import type { Builder } from './view.ts';

export function actionFields(
  tracked: TrackedActions,
  kind: 'query' | 'mutation' | 'subscription',
  builder: Builder,
  inherited: InheritedRoles,
): readonly FieldDef[] {
  const open: Open = { tracked, builder };
  return tracked.actions.flatMap((action) => {
    if (!mayRun(action, builder.role, inherited)) return [];
    if (action.isAsync)
      return [kind === 'mutation' ? startField(action, open) : resultField(action, open)];
    return action.metadata.definition.type === kind ? [syncField(action, open)] : [];
  });
}

interface Open {
  readonly tracked: TrackedActions;
  readonly builder: Builder;
}

const syncField = (action: TrackedAction, open: Open): FieldDef =>
  field(
    action.metadata.name,
    use(action.output, open),
    { kind: 'action', action: action.metadata },
    { description: action.metadata.comment ?? null, args: () => argumentFields(action, open) },
  );

/** An asynchronous action answers with the id by which its result is asked for. */
const startField = (action: TrackedAction, open: Open): FieldDef =>
  field(
    action.metadata.name,
    nonNull(open.builder.types.scalar('uuid')),
    { kind: 'action-start', action: action.metadata },
    { description: action.metadata.comment ?? null, args: () => argumentFields(action, open) },
  );

const argumentFields = ({ arguments: args }: TrackedAction, open: Open) =>
  args.map(({ name, type, description }) =>
    inputField(name, use(type, open), { kind: 'plain' }, { description }),
  );

function resultField(action: TrackedAction, open: Open): FieldDef {
  const { types } = open.builder;
  const { name, comment } = action.metadata;
  const type = types.use(name, 'object', () =>
    object(name, `fields of action: ${JSON.stringify(name)}`, resultFields(action, open)),
  );
  return field(
    name,
    type,
    { kind: 'action-result', action: action.metadata },
    {
      description: comment ?? null,
      args: () => [
        inputField(
          'id',
          nonNull(types.scalar('uuid')),
          { kind: 'plain' },
          { description: 'the unique id of an action' },
        ),
      ],
    },
  );
}

function resultFields(action: TrackedAction, open: Open): readonly FieldDef[] {
  const { types } = open.builder;
  const one = (
    name: 'id' | 'created_at' | 'errors' | 'output',
    type: TypeRef,
    description: string,
  ) => field(name, type, { kind: 'action-result-field', name }, { description });
  return [
    one(
      'created_at',
      nonNull(types.scalar('timestamptz')),
      'the time at which this action was created',
    ),
    one('errors', types.scalar('json'), 'errors related to the invocation'),
    one('id', nonNull(types.scalar('uuid')), 'the unique id of an action'),
    one('output', use(action.output, open), 'the output fields of this action'),
  ];
}

/** The type with its wrappers, made known to the role. */
function use(type: TypeRef, open: Open): TypeRef {
  if (type.kind === 'list') return { ...type, of: use(type.of, open) };
  const { name } = type;
  return { ...useNamed(name, open), isNullable: type.isNullable };
}

function useNamed(name: string, open: Open): TypeRef {
  const { types } = open.builder;
  const { enums, inputs, objects, scalars } = open.tracked.types;
  const input = inputs.get(name);
  if (input) return types.use(name, 'input', () => inputType(input, open));
  const custom = objects.get(name);
  if (custom)
    return types.use(name, 'object', () =>
      object(name, custom.description ?? null, objectFields(custom, open)),
    );
  const values = enums.get(name);
  if (values)
    return types.use(name, 'enum', () =>
      enumOf(
        name,
        values.description ?? null,
        values.values.map(({ value, description }) => ({
          name: value,
          value,
          description: description ?? null,
        })),
      ),
    );
  return types.use(name, 'scalar', () => ({
    kind: 'scalar',
    name,
    description: scalars.get(name)?.description ?? null,
    catalogName: null,
  }));
}

const inputType = (
  { name, description, fields }: CustomTypes['input_objects'][number],
  open: Open,
): InputObjectType =>
  inputObject(
    name,
    description ?? null,
    fields.map((own) =>
      inputField(
        own.name,
        use(readType(own.type), open),
        { kind: 'plain' },
        { description: own.description ?? null },
      ),
    ),
  );

function objectFields(custom: CustomObject, open: Open): readonly FieldDef[] {
  const own = custom.fields.map(({ name, type, description }) =>
    field(
      name,
      use(readType(type), open),
      { kind: 'action-field' },
      { description: description ?? null },
    ),
  );
  return [...own, ...custom.relationships.flatMap((each) => related(each, open))];
}

/** To tables that the role may select from; others are not there for it. */
function related(
  { name, type, source, remote_table, field_mapping }: CustomObject['relationships'][number],
  { builder }: Open,
): readonly FieldDef[] {
  const tracked = builder.sources.get(source);
  const target = tracked && builder.view(tracked, remote_table);
  if (!target?.select || !target.tracked.isExposed) return [];
  const on = new Map(Object.entries(field_mapping));
  const key = new Map([...on.keys()].map((own) => [own, { kind: 'field', name: own } as const]));
  return joinedRows(name, key, type, on, target);
}

/** Whether a webhook's answer for the type is passed on as it is: Hasura looks into its own scalars only. */
export const isCustomScalar = (type: TypeRef, found: NamedType | undefined): boolean =>
  (found === undefined || found.kind === 'scalar' || found.kind === 'enum') &&
  !GRAPHQL_SCALARS.has(baseName(type));
