import type { RemoteValue } from '../../ir/remote.ts';

type Values = ReadonlyMap<string, RemoteValue>;

/** Both together: fields of an object that both give are merged, lists follow each other, else the first counts. */
export const mergeValues = (first: Values, second: Values): Values =>
  new Map([
    ...first,
    ...[...second].map(([name, value]): [string, RemoteValue] => {
      const known = first.get(name);
      return [name, known === undefined ? value : mergeValue(known, value)];
    }),
  ]);

function mergeValue(first: RemoteValue, second: RemoteValue): RemoteValue {
  if (first.kind === 'object' && second.kind === 'object')
    return { kind: 'object', fields: mergeValues(first.fields, second.fields) };
  if (first.kind === 'list' && second.kind === 'list')
    return { kind: 'list', of: [...first.of, ...second.of] };
  return first;
}
