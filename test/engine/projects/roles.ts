import type { Engine } from '../../support/engine.ts';

/** Roles of a project, and session variables with values of the types that its permissions compare them with. */

// biome-ignore lint/suspicious/noExplicitAny: metadata of others, looked through for two kinds of keys
type Json = any;

export const ADMIN = 'admin';

/** Every role that metadata names, the administrator first. */
export function rolesOf(metadata: Json): readonly string[] {
  const roles = new Set<string>([ADMIN]);
  walk(metadata, (key, value) => {
    if ((key === 'role' || key === 'role_name') && typeof value === 'string') roles.add(value);
  });
  return [...roles];
}

/** Names of session variables, wherever they stand in metadata. */
export function variablesOf(metadata: Json): readonly string[] {
  const found = JSON.stringify(metadata).match(/x-hasura-[\w-]+/gi) ?? [];
  return [...new Set(found.map((name) => name.toLowerCase()))].filter(
    (name) => name !== 'x-hasura-role',
  );
}

function walk(value: Json, visit: (key: string, value: Json) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    visit(key, member);
    walk(member, visit);
  }
}

/** A value for each type that Postgres may complain of. */
const VALUE_OF: readonly (readonly [RegExp, string])[] = [
  [/type uuid/, '00000000-0000-0000-0000-000000000000'],
  [/type (big|small)?int|type numeric|type double|type real/, '1'],
  [/type boolean/, 'true'],
  [/type timestamp|type date/, '2000-01-01'],
  [/type json/, '{}'],
  [/array literal/, '{}'],
];

/**
 * A session for each role. Which type a variable is of is told by Postgres: each variable starts with a text of its
 * own, and a complaint about that text names the type.
 */
export class Sessions {
  readonly #values: Map<string, string>;

  constructor(metadata: Json) {
    this.#values = new Map(variablesOf(metadata).map((name, i) => [name, `text-${i}-`]));
  }

  headers(role: string): Readonly<Record<string, string>> {
    return { ...Object.fromEntries(this.#values), 'x-hasura-role': role };
  }

  /** Asks until no complaint teaches anything. Others may learn meanwhile: what they learned counts too. */
  async ask(engine: Engine, role: string, query: string): Promise<Json> {
    for (;;) {
      const headers = this.headers(role);
      const { body } = await engine.graphql(query, {}, headers);
      if (!body.errors) return body;
      this.#learn(JSON.stringify(body.errors[0]).replaceAll('\\"', '"'));
      const isWiser = [...this.#values].some(([name, value]) => headers[name] !== value);
      if (!isWiser) return body;
    }
  }

  #learn(complaint: string): void {
    const better = VALUE_OF.find(([pattern]) => pattern.test(complaint))?.[1];
    for (const [name, value] of this.#values)
      if (better !== undefined && complaint.includes(`"${value}"`)) this.#values.set(name, better);
  }
}
