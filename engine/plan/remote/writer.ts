/** RemoteValues → GraphQL text, with the variables that stand for what is only known when it is sent. */
import { stringifyJson } from '../../base/json.ts';
import type { RemoteLeaf, RemoteValue, RemoteVariable } from '../../ir/remote.ts';
import { printType } from '../../schema/type-ref.ts';

/** Text, and the index of a variable where each key of a join has a name of its own for it. */
export type Pieces = readonly (string | number)[];

/** Collects the variables of one call while its text is written. */
export class CallWriter {
  readonly variables: RemoteVariable[] = [];
  readonly #taken: ReadonlySet<string>;
  #made = 0;

  /** `taken`: names of the client's variables, which are passed on under their own. */
  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  arguments(values: ReadonlyMap<string, RemoteValue>): Pieces {
    return values.size === 0 ? [] : ['(', ...this.#members(values), ')'];
  }

  value(value: RemoteValue): Pieces {
    switch (value.kind) {
      case 'literal':
        return [value.text];
      case 'list':
        return ['[', ...separated(value.of.map((member) => this.value(member))), ']'];
      case 'object':
        return ['{', ...this.#members(value.fields), '}'];
      case 'leaf':
        return this.#leaf(value.leaf, printType(value.type));
    }
  }

  #members(values: ReadonlyMap<string, RemoteValue>): Pieces {
    return separated([...values].map(([name, value]) => [`${name}: `, ...this.value(value)]));
  }

  #leaf(leaf: RemoteLeaf, type: string): Pieces {
    const known = this.variables.findIndex(
      (variable) => variable.type === type && isSameLeaf(variable.leaf, leaf),
    );
    const index =
      known < 0 ? this.variables.push({ name: this.#nameOf(leaf), type, leaf }) - 1 : known;
    return leaf.from === 'key' ? [index] : [`$${this.variables[index]?.name}`];
  }

  /** The client's variables keep their names. */
  #nameOf(leaf: RemoteLeaf): string {
    if (leaf.from === 'key') return this.#newName('hasura_key_');
    const isWhole = leaf.from === 'variable' && leaf.path.length === 1;
    return isWhole ? String(leaf.path[0]) : this.#newName('hasura_json_var_');
  }

  #newName(prefix: string): string {
    for (;;) {
      this.#made += 1;
      const name = prefix + String(this.#made);
      if (!this.#taken.has(name)) return name;
    }
  }
}

const isSameLeaf = (a: RemoteLeaf, b: RemoteLeaf): boolean =>
  a.from === b.from && stringifyJson(a) === stringifyJson(b);

const separated = (parts: readonly Pieces[]): Pieces =>
  parts.flatMap((part, i) => (i === 0 ? part : [', ', ...part]));

/** Texts that follow each other become one. */
export function joinTexts(pieces: Pieces): Pieces {
  const joined: (string | number)[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string')
      joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}
