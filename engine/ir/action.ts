import type { SqlType } from './bool-exp.ts';
import type { Select } from './select.ts';

/** What an action's webhook must answer with: a name and its wrappers. */
export type ActionType =
  | { readonly kind: 'named'; readonly name: string; readonly isNullable: boolean }
  | { readonly kind: 'list'; readonly of: ActionType; readonly isNullable: boolean };

/** What is asked of an action's answer. */
export interface ActionOutput {
  readonly type: ActionType;
  /** Fields of the answer that must be there: those of its objects that may not be null. */
  readonly required: readonly string[];
  /** The answer is passed on unseen: a scalar that is not GraphQL's own. */
  readonly isOpaque: boolean;
  readonly selection: ActionSelection | null;
}

export interface ActionSelection {
  readonly fields: readonly ActionField[];
  /** Rows related to the objects at this place: one statement per source for all of them. */
  readonly joins: readonly ActionJoin[];
}

export type ActionField =
  | { readonly kind: 'typename'; readonly alias: string; readonly name: string }
  | {
      readonly kind: 'value';
      readonly alias: string;
      readonly name: string;
      readonly selection: ActionSelection | null;
    }
  /** Under the same alias in the answer of a join. */
  | { readonly kind: 'joined'; readonly alias: string; readonly join: number };

export interface ActionJoin {
  readonly source: string;
  /** Columns of the records that the select reads from, by the field of the object that fills them. */
  readonly keys: readonly ActionKey[];
  /** `from` is of kind 'records', in the local RECORDS. */
  readonly select: Select;
}
export interface ActionKey {
  readonly column: string;
  readonly field: string;
  readonly type: SqlType;
}
export const RECORDS = 'records';
