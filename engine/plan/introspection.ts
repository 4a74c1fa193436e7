/** `__schema` and `__type` → JSON, out of the role's own types: nothing is asked of Postgres. */
import type { Pieces } from '../base/pieces.ts';
import { booleanOf, isNull, plainValueOf } from './input.ts';
import { printSchema, printType } from './introspection-printer.ts';
import { innerSelections, type Planning, type Selection } from './selection.ts';
import type { Wanted } from './type-template.ts';

export function planIntrospection(selection: Selection, planning: Planning): () => Pieces {
  const { schema } = planning;
  const wanted = wantedOf(selection, planning);
  if (selection.def.means.kind === 'introspection-schema') return () => printSchema(schema, wanted);
  const [name] = selection.args;
  const asked = name ? plainValueOf(name.input) : null;
  return () => {
    const type = typeof asked === 'string' ? schema.types.find(asked) : undefined;
    return type === undefined ? [Buffer.from('null')] : printType(schema, type, wanted);
  };
}

/** A selection set is resolved once, and printed for every node that it is asked of. */
function wantedOf(selection: Selection, planning: Planning): Wanted {
  return innerSelections(selection, planning).map((inner, i) => {
    const { alias, def, parent, args } = inner;
    // includeDeprecated: read so that what is not a boolean is refused; nothing is ever deprecated.
    for (const { input } of args) if (!isNull(input)) booleanOf(input);
    const isTypename = def.means.kind === 'typename';
    return {
      key: Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(alias)}:`),
      name: def.name,
      typename: isTypename ? Buffer.from(JSON.stringify(parent)) : null,
      inner: isTypename ? [] : wantedOf(inner, planning),
    };
  });
}
