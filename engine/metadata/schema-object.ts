import type { TableName } from '../catalog/model.ts';
import { printName } from './object.ts';

/** What metadata may depend on, and what depends on it: finer than a metadata object, for it knows columns. */
export type SchemaObject =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'table'; readonly source: string; readonly table: TableName }
  | { readonly kind: 'function'; readonly source: string; readonly function: TableName }
  | TableMember
  | {
      readonly kind: 'native-query' | 'logical-model';
      readonly source: string;
      readonly name: string;
    }
  | { readonly kind: 'role'; readonly name: string }
  | { readonly kind: 'remote-schema'; readonly name: string }
  | { readonly kind: 'remote-schema-permission'; readonly name: string; readonly role: string }
  | {
      readonly kind: 'remote-schema-relationship';
      readonly remote: string;
      readonly type: string;
      readonly name: string;
    }
  | { readonly kind: 'action'; readonly name: string }
  | { readonly kind: 'custom-type'; readonly name: string }
  | { readonly kind: 'rest-endpoint'; readonly name: string };

export type PermissionVerb = 'insert' | 'select' | 'update' | 'delete';

export interface TableMember {
  readonly kind:
    | 'column'
    | 'relationship'
    | 'computed-field'
    | 'remote-relationship'
    | 'event-trigger'
    | `${PermissionVerb}-permission`;
  readonly source: string;
  readonly table: TableName;
  /** The role, for permissions. */
  readonly name: string;
}

/** Hasura's words for it: `permission author.user.select in source "default"`. */
export function printSchemaObject(object: SchemaObject): string {
  switch (object.kind) {
    case 'source':
      return `source ${object.source}`;
    case 'table':
      return inSource(`table ${printName(object.table)}`, object.source);
    case 'function':
      return inSource(`function ${printName(object.function)}`, object.source);
    case 'native-query':
      return inSource(`native query ${object.name}`, object.source);
    case 'logical-model':
      return inSource(`logical model ${object.name}`, object.source);
    case 'role':
      return `role ${object.name}`;
    case 'remote-schema':
      return `remote schema ${object.name}`;
    case 'remote-schema-permission':
      return `remote schema permission ${object.name}.${object.role}`;
    case 'remote-schema-relationship':
      return `remote_schema_remote_relationship ${object.name} on type ${object.type} in remote schema ${object.remote}`;
    case 'action':
      return `action ${object.name}`;
    case 'custom-type':
      return `custom type ${object.name}`;
    case 'rest-endpoint':
      return `rest endpoint ${object.name}`;
    default:
      return inSource(printMember(object), object.source);
  }
}

const inSource = (text: string, source: string): string => `${text} in source "${source}"`;

function printMember({ kind, table, name }: TableMember): string {
  const within = `${printName(table)}.${name}`;
  switch (kind) {
    case 'column':
      return `column ${within}`;
    case 'relationship':
      return `relationship ${within}`;
    case 'computed-field':
      return `computed field ${within}`;
    case 'remote-relationship':
      return `remote relationship ${within}`;
    case 'event-trigger':
      return `event-trigger ${within}`;
    default:
      return `permission ${within}.${kind.replace('-permission', '')}`;
  }
}

/** Equal objects have equal keys. */
export const schemaObjectKey = (object: SchemaObject): string =>
  JSON.stringify(
    Object.entries(object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) =>
        typeof value === 'string' ? [key, value] : [key, value.schema, value.name],
      ),
  );
