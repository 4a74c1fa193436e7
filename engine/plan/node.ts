/** `node(id)` of Relay: the row that a global id names. */
import { EngineError } from '../base/error.ts';
import { parseJson } from '../base/json.ts';
import type { BoolExp } from '../ir/bool-exp.ts';
import type { FieldMeaning, RoleTable } from '../schema/model.ts';
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
  if (found === null) throw invalid(id.input, `no such table: "${schema}.${name}"`);
  const type = planning.schema.types.get(found.type);
  if (type?.kind !== 'object') throw new EngineError('unexpected', 'a node is a row', path);
  const { table } = found;
  return {
    kind: 'query',
    alias,
    source: table.source,
    query: rowByKey(
      table,
      keyIs(table, key, id.input),
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
  const [version, schema, name, ...key] = listIn(text, input);
  if (version !== 1 || typeof schema !== 'string' || typeof name !== 'string' || key.length === 0)
    throw invalid(input, 'Error in $: expecting [1, schema, table, key…]');
  return { schema, name, key };
}

function listIn(text: Buffer, input: Input): readonly unknown[] {
  let value: unknown;
  try {
    value = parseJson(text.toString('utf8'));
  } catch {
    // Hasura shows the bytes one by one.
    throw invalid(
      input,
      `Error in $: Failed reading: not a valid json value at '${text.toString('latin1')}'`,
    );
  }
  if (Array.isArray(value)) return value;
  throw invalid(input, 'Error in $: parsing NodeId failed, expected Array');
}

function keyIs(
  { table, columns }: RoleTable,
  key: readonly unknown[],
  input: Input,
): readonly BoolExp[] {
  const names = table.primaryKey?.columns ?? [];
  if (names.length !== key.length) throw invalid(input, 'wrong number of key columns');
  return names.flatMap((name, i) => {
    const column = columns.get(name);
    return column === undefined ? [] : [columnIs(column, key[i])];
  });
}
