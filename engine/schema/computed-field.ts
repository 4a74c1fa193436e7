import { EngineError } from '../base/error.ts';
import { type DbFunction, keyOf, type TableName } from '../catalog/model.ts';
import type { ComputedField } from '../metadata/model.ts';
import type { Draft } from './draft.ts';
import { type Complaints, orComplain } from './inconsistency.ts';
import { qualified } from './naming.ts';
import { refuseConflict, refuseUnspeakable } from './relationship.ts';
import { outputOf } from './scalar.ts';
import type { TrackedComputedField } from './tracked.ts';

/** Fields that a SQL function computes of a row. */
export function trackComputedFields(draft: Draft, complaints: Complaints): void {
  const { source, table, label } = draft;
  for (const metadata of draft.metadata.computed_fields) {
    const { name, definition, comment } = metadata;
    const shown = {
      definition,
      name,
      source: source.name,
      comment: comment ?? null,
      table: table.name,
    };
    const object = {
      kind: 'computed_field',
      source: source.name,
      table: table.name,
      name,
    } as const;
    const conflict = orComplain(complaints, object, shown, '', () => {
      refuseUnspeakable(name);
      refuseConflict(draft, name);
      return true;
    });
    if (conflict === null) continue;
    const context = `in table "${label}": in computed field "${name}": `;
    const found = orComplain(complaints, object, shown, context, () => resolve(draft, metadata));
    if (found !== null) draft.computedFields.set(name, found);
  }
}

function resolve(draft: Draft, { name, definition, comment }: ComputedField): TrackedComputedField {
  const { source } = draft;
  const fn = onlyFunction(
    source.catalog.functions.get(keyOf(definition.function)),
    definition.function,
  );
  const reasons: string[] = [];
  if (fn.volatility === 'volatile')
    reasons.push(
      `the function "${qualified(fn.name)}" is of type VOLATILE; cannot be added as a computed field`,
    );
  const rowArgument = argumentIndex(fn, definition.table_argument, reasons);
  const sessionArgument =
    definition.session_argument === undefined
      ? null
      : argumentIndex(fn, definition.session_argument, reasons);
  checkRowArgument(draft, fn, rowArgument, definition.table_argument, reasons);
  checkSession(fn, sessionArgument, reasons);
  checkReturns(draft, fn, reasons);
  if (reasons.length > 0) throw refusal(draft, name, reasons);
  return {
    name,
    field: source.naming.field(name),
    function: fn,
    rowArgument,
    sessionArgument,
    output: outputOf(fn.returns, source.stringifyNumerics),
    description:
      comment ?? `A computed field, executes function "${qualified(definition.function)}"`,
    returnsTable: fn.returnsTable,
    returnsSet: fn.returnsSet,
  };
}

export function onlyFunction(
  overloads: readonly DbFunction[] | undefined,
  name: TableName,
): DbFunction {
  const [only, ...others] = overloads ?? [];
  if (only === undefined)
    throw new EngineError('not-exists', `no such function exists: "${qualified(name)}"`);
  if (others.length > 0)
    throw new EngineError(
      'not-supported',
      `function "${qualified(name)}" is overloaded. Overloaded functions are not supported`,
    );
  return only;
}

/** Without a name the first argument is the row. */
function argumentIndex(fn: DbFunction, name: string | undefined, reasons: string[]): number {
  if (name === undefined) return 0;
  const index = fn.args.findIndex((arg) => arg.name === name);
  if (index < 0)
    reasons.push(`"${name}" is not an input argument of the function "${qualified(fn.name)}"`);
  return index;
}

function checkRowArgument(
  { table }: Draft,
  fn: DbFunction,
  index: number,
  name: string | undefined,
  reasons: string[],
): void {
  if (index < 0) return;
  const argument = fn.args[index];
  const label = `function "${qualified(fn.name)}"`;
  if (argument === undefined) {
    reasons.push(`the ${label} has no input arguments`);
    return;
  }
  const { kind, schema, name: type } = argument.type;
  const subject =
    name === undefined ? `first argument of the ${label}` : `"${name}" argument of the ${label}`;
  if (kind !== 'composite') reasons.push(`${subject} is not COMPOSITE type`);
  if (kind !== 'composite' || keyOf({ schema, name: type }) !== keyOf(table.name))
    reasons.push(
      `${subject} of type "${qualified({ schema, name: type })}" is not the table to which the computed field is being added`,
    );
}

function checkSession(fn: DbFunction, index: number | null, reasons: string[]): void {
  if (index === null || index < 0) return;
  const argument = fn.args[index];
  if (argument !== undefined && argument.type.name !== 'json')
    reasons.push(
      `"${argument.name ?? ''}" argument of the function "${qualified(fn.name)}" is not of type JSON`,
    );
}

function checkReturns({ source }: Draft, fn: DbFunction, reasons: string[]): void {
  const label = `the function "${qualified(fn.name)}"`;
  if (fn.returnsTable !== null) {
    if (!source.tables.has(keyOf(fn.returnsTable)))
      reasons.push(
        `${label} returning set of table "${qualified(fn.returnsTable)}" is not tracked or not found in database`,
      );
  } else if (fn.returns.kind === 'composite' || fn.returns.kind === 'pseudo')
    reasons.push(`${label} returning type ${fn.returns.name} is not a BASE type`);
}

function refusal(draft: Draft, field: string, reasons: readonly string[]): EngineError {
  const subject = `the computed field "${field}" cannot be added to table "${draft.label}"`;
  return new EngineError('not-supported', `${subject} ${because(reasons)}`);
}
/** One reason in the sentence, several below it. */
export const because = (reasons: readonly string[]): string =>
  reasons.length === 1
    ? `because ${reasons[0]}`
    : `for the following reasons:\n${reasons.map((reason) => `  • ${reason}\n`).join('')}`;
