import type { JsonNumber } from '../../base/json.ts';
import type { Span } from './error.ts';

export type Comparison = '==' | '!=' | '<' | '>' | '<=' | '>=';

/** A template, read. */
export type Expression = { readonly span: Span } & (
  | { readonly kind: 'value'; readonly value: null | boolean | number | string | JsonNumber }
  | { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Expression])[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'access'; readonly of: Expression; readonly steps: readonly Step[] }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly when: Expression; readonly body: Expression }[];
      readonly otherwise: Expression | null;
    }
  | {
      readonly kind: 'range';
      readonly index: string | null;
      readonly item: string;
      readonly over: Expression;
      readonly body: Expression;
    }
  | {
      readonly kind: 'compare';
      readonly op: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'and' | 'or' | 'in' | 'default';
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly argument: Expression }
);

/** `.name`, `['name']`, `[0]`; an optional one (`?.name`) and all that follow it give null instead of an error. */
export interface Step {
  readonly key: string | Expression;
  readonly isOptional: boolean;
  readonly span: Span;
}
