/** `node(id)` of Relay: the row that a global id names. */
import { EngineError, type JsonPath } from '../base/error.ts';
import { malformedJson, parseJson, stringifyJson } from '../base/json.ts';
import { isNumber, numberText, printScientific } from '../base/json-number.ts';
import type { BoolExp } from '../ir/bool-exp.ts';
import type { FieldMeaning, RoleColumn, RoleTable } from '../schema/model.ts';
import { jsonType, valueProblem } from '../schema/scalar-check.ts';
import { type Input, plainValueOf } from './input.ts';
import type { Root } from './model.ts';
import { columnIs, rowByKey } from './node-key.ts';
import { planRowFields } from './select.ts';
import { type Planning, type Selection, selectionsOf } from './selection.ts';

export function planNode(
  { find }: Extract<FieldMeaning, { kind: 'node' }>,
  selection: Selection,
  planning: Planning,
): Root {
  const { alias, args, sets, path } = selection;
  const [id] = args;
  if (id === undefined) throw new EngineError('unexpected', 'node without an id', path);
  const { schema, name, key } = decode(id.input);
  const found = find({ schema, name });
  if (found === null) throw invalid(id.input, `no such table found: '${schema}.${name}'`);
  const type = planning.schema.types.get(found.type);
  if (type?.kind !== 'object') throw new EngineError('unexpected', 'a node is a row', path);
  const { table } = found;
  return {
    kind: 'query',
    alias,
    source: table.source,
    query: rowByKey(
      table,
      keyIs(table, key, id.input, path),
      planRowFields(selectionsOf(sets, type, path, planning), table, planning),
    ),
  };
}

const invalid = (input: Input, reason: string): EngineError =>
  new EngineError('validation-failed', `invalid node id: ${reason}`, input.path);

interface NodeId {
  readonly schema: string;
  readonly name: string;
  readonly key: readonly unknown[];
}

/** base64 of `[1, "schema", "table", key…]`. */
function decode(input: Input): NodeId {
  const text = Buffer.from(String(plainValueOf(input)), 'base64');
  const refuse = (reason: string): EngineError => invalid(input, `Error in $: ${reason}`);
  const [version, schema, name, ...key] = listIn(text, input);
  if (version === undefined) throw refuse('unexpected GUID format, found empty list');
  if (!isNumber(version))
    throw refuse('unexpected GUID format, needs to start with a version number');
  const number = Number(numberText(version));
  if (number !== 1) throw refuse(`unsupported GUID version: ${printScientific(number)}`);
  if (typeof schema !== 'string' || typeof name !== 'string' || key.length === 0)
    throw refuse('GUID version 1: expecting schema name, table name and at least one column value');
  return { schema, name, key };
}

function listIn(text: Buffer, input: Input): readonly unknown[] {
  let value: unknown;
  try {
    value = parseJson(text.toString('utf8'));
  } catch {
    // Hasura shows the bytes one by one.
    throw invalid(input, `Error in $: ${malformedJson(text.toString('latin1'))}`);
  }
  if (Array.isArray(value)) return value;
  throw invalid(
    input,
    `Error in $: parsing [] failed, expected Array, but encountered ${jsonType(value)}`,
  );
}

function keyIs(
  { table, columns }: RoleTable,
  key: readonly unknown[],
  input: Input,
  path: JsonPath,
): readonly BoolExp[] {
  const names = table.primaryKey?.columns ?? [];
  const missing = names.slice(key.length).map((name) => `"${name}"`);
  if (missing.length > 0)
    throw invalid(input, `primary key columns ${missing.join(', ')} are missing`);
  const surplus = key.slice(names.length);
  if (surplus.length > 0)
    throw invalid(input, `unexpected column values ${stringifyJson(surplus)}`);
  return names.flatMap((name, i) => {
    const column = columns.get(name);
    return column === undefined ? [] : [keyColumnIs(column, key[i], path)];
  });
}

function keyColumnIs(column: RoleColumn, value: unknown, path: JsonPath): BoolExp {
  const problem = valueProblem(value, column.column.type);
  if (problem === null) return columnIs(column, value);
  const { name } = column.column;
  throw new EngineError('parse-failed', `value of column "${name}" in node id: ${problem}`, path);
}
