/**
 * `remote_field` of a relationship, resolved against what a remote schema has: which fields are called, with which
 * arguments out of the key, and which arguments are left for the client to give. Errors in Hasura's words.
 */
import { EngineError } from '../../base/error.ts';
import { isNumber, numberText } from '../../base/json-number.ts';
import {
  baseOf,
  type RemoteCatalog,
  type RemoteField,
  type RemoteInput,
  type RemoteInputValue,
  type RemoteInputValues,
  type TypeRef,
} from '../../catalog/remote-model.ts';
import type { RemoteValue } from '../../ir/remote.ts';
import { byName } from '../registry.ts';

export interface ResolvedCall {
  /** From the query root inwards; each but the last is of an object type. */
  readonly steps: readonly ResolvedStep[];
  /** Arguments of the last step that the relationship does not give, or not wholly. */
  readonly rest: RemoteInputValues;
  /** Types of those that it gives in part. */
  readonly types: ReadonlyMap<string, RemoteInput>;
}
export interface ResolvedStep {
  readonly field: RemoteField;
  readonly args: ReadonlyMap<string, RemoteValue>;
}

type JsonObject = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumber(value);

export function resolveCall(
  call: unknown,
  catalog: RemoteCatalog,
  left: ReadonlyMap<string, TypeRef>,
  suffix: string,
): ResolvedCall {
  const written = readSteps(call);
  const steps: ResolvedStep[] = [];
  let parent = catalog.roots.query;
  for (const { name, args } of written) {
    const type = catalog.types.get(parent);
    const field = type?.kind === 'object' ? type.fields.get(name) : undefined;
    if (!field) throw refusal(`field with name ${quoted(name)} not found in remote schema`);
    steps.push({ field, args: templateOf(args, field.args, { catalog, left }) });
    parent = baseOf(field.type);
  }
  const last = steps.at(-1)?.field;
  if (!last) throw refusal('a remote field must be named');
  const types = new Map<string, RemoteInput>();
  const rest = strip(last.args, written.at(-1)?.args ?? {}, { catalog, suffix, types });
  return { steps, rest, types };
}

const refusal = (message: string): EngineError => new EngineError('remote-schema-error', message);
const quoted = (name: string): string => JSON.stringify(name);

interface WrittenStep {
  readonly name: string;
  readonly args: JsonObject;
}

/** `{ user: { arguments: {…}, field: { messages: {…} } } }`: one field a level. */
function readSteps(call: unknown): readonly WrittenStep[] {
  const entries = isObject(call) ? Object.entries(call) : [];
  const [first, ...others] = entries;
  if (first === undefined || others.length > 0)
    throw new EngineError('parse-failed', 'expecting one single mapping, received none or many.');
  const [name, given] = first;
  const { arguments: args = {}, field } = isObject(given) ? given : {};
  const step = { name, args: isObject(args) ? args : {} };
  return field === undefined || field === null ? [step] : [step, ...readSteps(field)];
}

// ── what is given ──

interface Template {
  readonly catalog: RemoteCatalog;
  readonly left: ReadonlyMap<string, TypeRef>;
}

const templateOf = (
  given: JsonObject,
  inputs: RemoteInputValues,
  template: Template,
): ReadonlyMap<string, RemoteValue> =>
  new Map(
    Object.entries(given).map(([name, value]) => {
      const input = inputs.get(name);
      if (!input) throw refusal(`argument with name ${quoted(name)} not found in remote schema`);
      return [name, givenValue(value, input.type, template)];
    }),
  );

function givenValue(value: unknown, type: TypeRef, template: Template): RemoteValue {
  if (value === null) throw refusal('null is not allowed here');
  if (typeof value === 'string' && value.startsWith('$'))
    return variable(value.slice(1), type, template);
  if (Array.isArray(value)) return listValue(value, type, template);
  if (isObject(value)) return objectValue(value, type, template);
  const [scalar, text] = literalOf(value);
  requireCoercible({ kind: 'named', name: scalar, isNullable: false }, type);
  return { kind: 'literal', text };
}

function literalOf(value: unknown): readonly [scalar: string, text: string] {
  if (typeof value === 'boolean') return ['Boolean', String(value)];
  if (typeof value === 'string') return ['String', JSON.stringify(value)];
  const text = isNumber(value) ? numberText(value) : String(value);
  return [/^-?\d+$/.test(text) ? 'Int' : 'Float', text];
}

function variable(name: string, type: TypeRef, { left }: Template): RemoteValue {
  const found = left.get(name);
  if (!found) {
    const known = [...left.keys()].join(', ');
    throw refusal(`variable ${quoted(name)} is not found in ${quoted(known)}`);
  }
  requireCoercible(found, type);
  return { kind: 'leaf', leaf: { from: 'key', name }, type };
}

function listValue(values: readonly unknown[], type: TypeRef, template: Template): RemoteValue {
  if (values.length > 1) throw refusal('multiple elements in list value is not supported');
  if (type.kind !== 'list') throw refusal(`type ${quoted(type.name)} is not a list type`);
  return { kind: 'list', of: values.map((member) => givenValue(member, type.of, template)) };
}

function objectValue(value: JsonObject, type: TypeRef, template: Template): RemoteValue {
  const name = baseOf(type);
  const found = template.catalog.types.get(name);
  if (!found) throw refusal(`type with name ${quoted(name)} not found`);
  if (found.kind !== 'input') throw refusal(`type ${quoted(name)} not an input object type`);
  return { kind: 'object', fields: templateOf(value, found.fields, template) };
}

const depthOf = (type: TypeRef): number => (type.kind === 'list' ? depthOf(type.of) + 1 : 0);
const ID_LIKE: ReadonlySet<string> = new Set(['ID', 'Int', 'uuid', 'String', 'bigint']);

/** A single value stands for a list of one; an ID is made of whatever names something. */
function requireCoercible(type: TypeRef, expected: TypeRef): void {
  const [actual, wanted] = [baseOf(type), baseOf(expected)];
  if (wanted === 'ID' && !ID_LIKE.has(actual))
    throw refusal(
      `only ID, Int, uuid or String scalar types can be joined to the ID type, but recieved ${quoted(actual)}`,
    );
  const isSame = wanted === 'ID' || actual === wanted;
  const fits = depthOf(type) === 0 || depthOf(type) === depthOf(expected);
  if (!isSame || !fits) throw refusal(`expected type ${quoted(wanted)} but got ${quoted(actual)}`);
}

// ── what is left ──

interface Stripping {
  readonly catalog: RemoteCatalog;
  readonly suffix: string;
  readonly types: Map<string, RemoteInput>;
}

/** The inputs without those that are given; of an object that is given in part the others of its fields are left. */
const strip = (
  inputs: RemoteInputValues,
  given: JsonObject,
  stripping: Stripping,
): RemoteInputValues =>
  byName(
    [...inputs.values()].flatMap((input): readonly RemoteInputValue[] => {
      if (!Object.hasOwn(given, input.name)) return [input];
      const type = strippedType(input.type, given[input.name], stripping);
      return type === null ? [] : [{ ...input, type }];
    }),
  );

function strippedType(type: TypeRef, value: unknown, stripping: Stripping): TypeRef | null {
  if (Array.isArray(value)) {
    if (type.kind !== 'list' || value.length === 0) return null;
    const of = strippedType(type.of, value[0], stripping);
    return of && { ...type, of };
  }
  if (!isObject(value) || type.kind === 'list') return null;
  const found = stripping.catalog.types.get(type.name);
  if (found?.kind !== 'input') return null;
  const name = `${type.name}${stripping.suffix}`;
  const fields = strip(found.fields, value, stripping);
  stripping.types.set(name, { ...found, name, fields });
  // What is left need not be given, for the object is there already.
  return { kind: 'named', name, isNullable: true };
}
